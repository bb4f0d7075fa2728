#!/bin/sh
# The make targets of the Compose runtime. Needs only Docker.
set -eu
here=packages/stack
cd "$(dirname "$0")/../.."

fail() {
  echo "$1" >&2
  exit 1
}

docker compose version >/dev/null 2>&1 ||
  fail "Docker Compose v2 is missing: install the docker-compose-plugin, or use RUNTIME=native make $1."

# Compose identifies a project by its name only. Another checkout may use the same name; do not change its containers.
refuse_foreign() {
  container=$(docker compose ps --all --quiet 2>/dev/null | head -n 1)
  [ -n "$container" ] || return 0
  owner=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.project.working_dir"}}' "$container")
  [ "$owner" = "$(pwd)" ] || [ "$owner" = "$(pwd -P)" ] ||
    fail "The checkout in $owner runs under the same Compose project name: run make down there, or set COMPOSE_PROJECT_NAME."
}

running() {
  [ -n "$(docker compose ps --all --quiet 2>/dev/null)" ]
}

remove() {
  docker compose --profile test down --remove-orphans >/dev/null 2>&1 || true
}

up() {
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  trap 'remove; fail "Interrupted: stopping the services that were started."' INT TERM
  # A terminal shows the build output: the first build can take a minute. Without a terminal only errors are shown.
  quiet=--quiet
  [ ! -t 2 ] || quiet=
  docker compose build $quiet || fail "The images could not be built: see above."
  # --remove-orphans removes the containers of another Redis topology.
  if ! docker compose up --detach --wait --remove-orphans >"$log" 2>&1; then
    explain "$log"
    remove
    exit 1
  fi
  scheme=http
  address=$(docker compose port nginx 8080)
  if [ "${TLS:-off}" = on ]; then
    scheme=https
    address=$(docker compose port nginx 8443)
  fi
  sed "s|URL|$scheme://localhost:${address##*:}|" "$here/next-steps.txt"
}

explain() { # LOG of a failed `up`
  if grep -qE 'address already in use|port is already allocated' "$1"; then
    if [ "${TLS:-off}" = on ] && grep -q "${TLS_PORT:-8443}" "$1"; then
      echo "TLS_PORT ${TLS_PORT:-8443} is taken by another program: choose another, e.g. TLS_PORT=$((${TLS_PORT:-8443} + 1)) TLS=on make up." >&2
      return
    fi
    echo "PORT ${PORT:-8080} is taken by another program: choose another, e.g. PORT=$((${PORT:-8080} + 1)) make up." >&2
    return
  fi
  tail -n 5 "$1" >&2
  docker compose logs --no-color --tail 10 >&2
  echo "The stack did not get ready: the last lines of its logs are above." >&2
}

restart_backends() {
  # An interrupted restart must also put the backend back into nginx' list.
  trap 'turns with-all >/dev/null' EXIT
  trap 'exit 130' INT TERM
  for backend in backend-1 backend-2; do
    say_step 'take out'
    workers=$(turns without "$backend:3000")
    say_step drain
    # shellcheck disable=SC2086 # one argument a worker
    turns drain $workers
    say_step stop
    "$here/compose.sh" stop $backend >/dev/null
    say_step start
    "$here/compose.sh" start $backend >/dev/null
    say_step ready
    turns with-all >/dev/null
    until_asked $backend
    say_step 'put back'
  done
  trap - EXIT INT TERM
}

say_step() { # STEP
  sed -n "s/^$1:/$backend  &/p" "$here/restart-steps.txt"
}

turns() { # COMMAND…
  services_running | grep -qx nginx || return 0
  docker compose exec -T nginx sh /etc/nginx/turns.sh /etc/nginx/conf.d/site.conf /run/nginx/nginx.pid "$@" ||
    fail "nginx did not reload its list of servers: see make logs."
}

# Waits until nginx gets an answer from this backend, before the next backend is taken out.
until_asked() { # BACKEND
  services_running | grep -qx nginx || return 0
  tries=0
  # One of the two addresses proxies to the backends: plain HTTP, or HTTPS with TLS=on.
  until docker compose exec -T nginx curl -ksI http://127.0.0.1:8080/api/openapi.json https://127.0.0.1:8443/api/openapi.json |
    grep -qi "^x-served-by: $1"; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || fail "nginx sends no request to $1: see make logs."
    sleep 0.2
  done
}

# The running services of the project, one a line.
services_running() { # [docker ps OPTION…]
  docker ps "$@" --filter "label=com.docker.compose.project=${COMPOSE_PROJECT_NAME:-session-clustering}" \
    --format '{{.Label "com.docker.compose.service"}}' | sort
}

# REDIS_TOPOLOGY counts only for `up`. The other commands find the topology from the containers.
topology() {
  case $(services_running --all) in
    *sentinel-1*) echo sentinel ;;
    *redis-6*) echo cluster ;;
    *) echo single ;;
  esac
}

# HTTPS is a Compose file of its own. Running containers are found by the project name, so only `up` and `remove-data` need it.
files=docker-compose.yml
if [ "${TLS:-off}" = on ] || [ "$1" = remove-data ]; then
  files=$files:deploy/tls/compose.yml
fi
case $1 in
  up) redis=${REDIS_TOPOLOGY:-single} ;;
  *) redis=$(topology) ;;
esac
[ "$redis" = single ] || files=$files:deploy/$redis/compose.yml
export COMPOSE_FILE="$files"

redis_services() {
  if [ "$redis" = single ]; then
    echo redis
  else
    services_running | grep -E '^(redis|sentinel)-'
  fi
}

case $1 in
  up)
    refuse_foreign
    up
    ;;
  down)
    refuse_foreign
    docker compose --profile test down --remove-orphans >/dev/null 2>&1 || fail "docker compose down failed: try it by hand."
    echo "Stopped."
    ;;
  restart)
    running || fail "Nothing is running: make up starts it."
    restart_backends
    echo "Both backends have been restarted, one after the other."
    ;;
  stop | start)
    running || fail "Nothing is running: make up starts it."
    docker compose config --services | grep -qxF -- "$2" || fail "There is no service \"$2\": choose one of $(services_running --all | tr '\n' ' ')."
    if [ "$1" = stop ]; then
      docker compose stop "$2" >/dev/null 2>&1 || fail "docker compose stop $2 failed: try it by hand."
      echo "$2 is stopped: make start-$2 starts it again."
    else
      docker compose up --detach --wait --no-deps --no-recreate --no-build "$2" >/dev/null 2>&1 ||
        fail "$2 did not get ready: see make logs."
      echo "$2 is running."
    fi
    ;;
  status)
    running || { echo "Nothing is running: make up starts it."; exit 0; }
    docker compose ps --all --format 'table {{.Service}}\t{{.Status}}\t{{.Ports}}'
    ;;
  logs)
    if [ -t 1 ]; then
      exec docker compose logs --tail 50 --follow
    fi
    # Compose 2.26 begins each line with the terminal code "erase line".
    docker compose logs --no-color --tail 50 | sed "s/^$(printf '\033')\[2K//"
    ;;
  metrics)
    running || fail "Nothing is running: make up starts it."
    for backend in backend-1 backend-2; do
      echo "# $backend"
      docker compose exec -T $backend node -e '
        const port = process.env.METRICS_PORT
        if (port) fetch(`http://127.0.0.1:${port}/metrics`).then((r) => r.text()).then(console.log)
        else console.log("# METRICS_PORT is empty: nothing is counted")' ||
        echo '# does not answer'
    done
    ;;
  redis-cli)
    running || fail "Nothing is running: make up starts it."
    terminal=-T
    [ ! -t 0 ] || [ ! -t 1 ] || terminal=
    # operator-cli in any Redis container finds the primary.
    exec docker compose exec $terminal "$(redis_services | head -n 1)" operator-cli
    ;;
  revoke)
    running || fail "Nothing is running: make up starts it."
    shift
    exec docker compose run --rm --no-deps -T operator "$@"
    ;;
  rotate-secrets)
    running || fail "Nothing is running: make up starts it."
    step() {
      docker compose run --rm --no-deps -T -e ROTATE="$1" secrets >/dev/null 2>&1 || fail "ROTATE=$1 failed: run make rotate-secrets again."
    }
    # ACL LOAD makes Redis close all connections. The backends reconnect within a moment.
    reload_users() {
      for service in $(redis_services); do
        # ACL LOAD must run on each node, so operator-cli must not look for the primary.
        port=6379
        case $service in sentinel-*) port=26379 ;; esac
        docker compose exec -T -e REDIS_SENTINELS= -e REDIS_CLUSTER_NODES= -e REDIS_PORT=$port "$service" operator-cli -e ACL LOAD >/dev/null ||
          fail "$service did not load its new users: run make rotate-secrets again."
      done
    }
    step begin
    reload_users
    step take
    # Both backends must accept the new cookie secret before one of them signs with it.
    restart_backends >/dev/null
    step switch
    restart_backends >/dev/null
    step end
    reload_users
    echo "Cookie secrets and Redis passwords are replaced. All sessions stay logged in."
    ;;
  is-running) running ;;
  remove-data)
    refuse_foreign
    docker compose --profile test down --volumes --remove-orphans --rmi local >/dev/null 2>&1
    for other in sentinel cluster; do
      COMPOSE_FILE=docker-compose.yml:deploy/$other/compose.yml docker compose --profile test down --volumes >/dev/null 2>&1
    done
    ;;
esac
