# The driver for Docker Compose. Needs only Docker.

# Compose reads them from the shell: other services, another format of COMPOSE_FILE, a warning in place of --remove-orphans.
unset COMPOSE_PROFILES COMPOSE_PATH_SEPARATOR COMPOSE_IGNORE_ORPHANS
# The Dockerfiles need it, and the shell can turn it off.
export DOCKER_BUILDKIT=1

at_least() { # VERSION MAJOR MINOR
  version=${1#v}
  rest=${version#*.}
  major=${version%%.*} minor=${rest%%[!0-9]*}
  [ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "$minor" -ge "$3" ]; }
} 2>/dev/null

compose_version=$(docker compose version --short 2>/dev/null) ||
  fail "Docker Compose v2 is missing: install the docker-compose-plugin, or use RUNTIME=native make $command."
at_least "$compose_version" 2 24 ||
  fail "Docker Compose 2.24 or newer is needed; this machine has $compose_version: update it, or use RUNTIME=native make $command."

# shellcheck source=/dev/null
. "$here/compose-project.sh"

# The files of the running stack. Only `up` chooses them by settings; other commands find them from the containers. They
# need no file for HTTPS.
more_backends=$STACK_DIRECTORY/backends.yml
files=docker-compose.yml
redis=single
case $(containers) in
  *sentinel-1*) redis=sentinel ;;
  *redis-6*) redis=cluster ;;
esac
choose_files() { # REDIS_TOPOLOGY
  [ "$1" = single ] || files=$files:deploy/$1/compose.yml
  export COMPOSE_FILE="$files"
}
choose_files "$redis"
if containers | grep -qx spring-1; then export COMPOSE_PROFILES=spring; fi
if [ -e "$more_backends" ] && containers | grep -qx backend-3; then export COMPOSE_FILE="$files:$more_backends"; fi

check_engine() {
  engine=$(docker info --format '{{.ServerVersion}} {{.DockerRootDir}}')
  # The health checks' start_interval.
  at_least "${engine%% *}" 25 0 ||
    fail "Docker Engine 25 or newer is needed; this one is ${engine%% *}: update it, or use RUNTIME=native make up."
  case $engine in
    *' /var/snap/'*) fail "Docker from the snap store cannot start containers with no-new-privileges: install Docker Engine from docker.com, or use RUNTIME=native make up." ;;
  esac
}

# Writes the Compose file of the backends after backend-2. Each one extends backend-2 of the complete model, and so has what
# HTTPS and the Redis topology change. (A service of an overlay cannot extend a service of another one directly.)
write_more_backends() { # COUNT
  umask 077
  docker compose config >"$STACK_DIRECTORY/model.yml"
  names='' addresses='' controls=''
  for number in $(seq "$1"); do
    names=$names${names:+,}backend-$number
    addresses="$addresses backend-$number:3000"
    controls="$controls backend-$number:3001"
  done
  {
    printf 'services:\n  nginx:\n    environment: {BACKENDS: "%s", CONTROLS: "%s"}\n    depends_on:\n' "$addresses" "$controls"
    for number in $(seq 3 "$1"); do printf '      backend-%s: {condition: service_healthy}\n' "$number"; done
    for number in $(seq "$1"); do
      printf '  backend-%s:\n    environment: {SERVER_NAME: backend-%s, LAB_NODES: "%s"}\n' "$number" "$number" "$names"
      [ "$number" -le 2 ] || printf '    extends: {file: "%s/model.yml", service: backend-2}\n' "$STACK_DIRECTORY"
    done
  } >"$more_backends"
  export COMPOSE_FILE="$files:$more_backends"
}

exists() {
  [ -n "$(containers)" ]
}

is_running() {
  exists
}

services() {
  containers
}

backends() {
  containers | grep -E '^(backend|spring)-'
}

address_of() { # BACKEND: as in nginx' site file
  echo "$1:3000"
}

page_address() {
  scheme=http port=8080
  [ "${TLS:-off}" = off ] || scheme=https port=8443
  address=$(docker compose port nginx $port)
  echo "$scheme://localhost:${address##*:}"
}

start_services() {
  check_engine
  refuse_foreign
  become_owner
  files=docker-compose.yml
  [ "${TLS:-off}" = off ] || files=$files:deploy/tls/compose.yml
  choose_files "${REDIS_TOPOLOGY:-single}"
  if [ "${SPRING:-off}" = on ]; then
    export COMPOSE_PROFILES=spring
  else
    # `up` would leave a service of a profile that is off.
    [ -z "${COMPOSE_PROFILES:-}" ] || docker compose rm --stop --force spring-1 >/dev/null 2>&1
    unset COMPOSE_PROFILES
    # nginx need not look for it.
    export SPRING=off
  fi
  [ "${BACKENDS:-2}" -le 2 ] || write_more_backends "$BACKENDS"
  # A terminal shows the build output: the first build can take a minute. Without a terminal only errors are shown.
  quiet=--quiet
  [ ! -t 2 ] || quiet=
  in_background docker compose build $quiet || fail "The images could not be built: see above."
  log=$STACK_DIRECTORY/up.log
  # --remove-orphans removes the containers of another Redis topology, and backends that are too many.
  in_background docker compose up --detach --wait --remove-orphans >"$log" 2>&1 || {
    explain "$log"
    undo_up || true
    return 1
  }
}

explain() { # LOG of a failed `up`
  if grep -qE 'address already in use|port is already allocated' "$1"; then
    name=PORT taken=${PORT:-8080}
    if [ "${TLS:-off}" = on ] && grep -q "${TLS_PORT:-8443}" "$1"; then name=TLS_PORT taken=${TLS_PORT:-8443}; fi
    echo "$name $taken is taken by another program: choose another, e.g. $name=$((taken + 1)) make up." >&2
  else
    tail -n 5 "$1" >&2
    docker compose logs --no-color --tail 10 >&2
    echo "The stack did not get ready: the last lines of its logs are above." >&2
  fi
}

undo_up() {
  docker compose --profile test --profile spring down --remove-orphans >/dev/null 2>&1
}

stop_services() {
  # They may have been started by `docker compose up`.
  become_owner
  undo_up || fail "docker compose down failed: try it by hand."
}

stop_service() {
  docker compose stop "$1" >/dev/null 2>&1
}

start_service() {
  docker compose up --detach --wait --no-deps --no-recreate --no-build "$1" >/dev/null 2>&1
}

show_status() {
  docker compose ps --all --format 'table {{.Service}}\t{{.Status}}\t{{.Ports}}'
}

show_logs() {
  if [ -t 1 ]; then
    docker compose logs --tail 50 --follow
  else
    # Compose 2.26 begins each line with the terminal code "erase line".
    docker compose logs --no-color --tail 50 | sed "s/^$(printf '\033')\[2K//"
  fi
}

show_metrics() { # BACKEND
  docker compose exec -T "$1" node -e '
    const port = process.env.METRICS_PORT
    if (port) fetch(`http://127.0.0.1:${port}/metrics`).then((r) => r.text()).then(console.log)
    else console.log("# METRICS_PORT is empty: nothing is counted")'
}

redis_containers() {
  containers --filter status=running | grep -E '^(redis|sentinel)(-|$)'
}

redis_cli() {
  terminal=-T
  [ ! -t 0 ] || [ ! -t 1 ] || terminal=
  # operator-cli in any Redis container finds the primary.
  docker compose exec $terminal "$(redis_containers | head -n 1)" operator-cli
}

revoke() { # OPTION…
  docker compose run --rm --no-deps -T operator "$@"
}

qr_code() { # TEXT
  docker compose exec -T backend-1 node src/qr-code.ts "$1"
}

nginx_runs() {
  containers --filter status=running | grep -qx nginx
}

nginx_turns() { # COMMAND…
  nginx_runs || return 0
  docker compose exec -T nginx sh /etc/nginx/turns.sh /etc/nginx/conf.d/site.conf /run/nginx/nginx.pid "$@"
}

until_asked() { # BACKEND
  nginx_runs || return 0
  tries=0
  # One of the two addresses proxies to the backends: plain HTTP, or HTTPS with TLS=on.
  until docker compose exec -T nginx curl -ksI http://127.0.0.1:8080/api/me https://127.0.0.1:8443/api/me |
    grep -qi "^x-served-by: $1"; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || return 1
    sleep 0.2
  done
}

secrets_step() { # STEP
  docker compose run --rm --no-deps -T -e ROTATE="$1" secrets >/dev/null 2>&1
}

acl_load() {
  for service in $(redis_containers); do
    # ACL LOAD must run on each node, so operator-cli must not look for the primary.
    port=6379
    case $service in sentinel-*) port=26379 ;; esac
    docker compose exec -T -e REDIS_SENTINELS= -e REDIS_CLUSTER_NODES= -e REDIS_PORT=$port "$service" operator-cli -e ACL LOAD \
      >/dev/null || return 1
  done
}

remove_data() {
  [ -n "$(volumes)" ] || return 0
  checkout=$(owner)
  if ! is_here "$checkout"; then
    echo "The data of the Compose project $COMPOSE_PROJECT_NAME stay: they belong to ${checkout:-an unknown checkout}." >&2
    echo "This removes them: docker compose --project-name $COMPOSE_PROJECT_NAME down --volumes" >&2
    return 0
  fi
  docker compose --profile test --profile spring down --volumes --remove-orphans --rmi local >/dev/null 2>&1
  # The volumes of HTTPS and of other Redis topologies.
  # shellcheck disable=SC2046 # one argument a volume
  [ -z "$(volumes)" ] || docker volume rm $(volumes) >/dev/null
}
