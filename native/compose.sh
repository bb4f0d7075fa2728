#!/bin/sh
# `make up` and its fellows where a Docker engine answers; needs nothing but Docker.
set -eu
here=$(dirname "$0")
cd "$here/.."

fail() {
  echo "$1" >&2
  exit 1
}

docker compose version >/dev/null 2>&1 ||
  fail "Docker Compose v2 is missing: install the docker-compose-plugin, or use RUNTIME=native make $1."

# Compose knows a project by its name alone: another checkout of the same name is not ours to touch.
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
  trap 'remove; fail "Interrupted: what was started is stopped."' INT TERM
  # Shown while it lasts, which may be a minute the first time; in a log only if it fails.
  quiet=--quiet
  [ ! -t 2 ] || quiet=
  docker compose build $quiet || fail "The images could not be built: see above."
  # What another number of Redis has left is removed.
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
  # Also when it is interrupted: a backend that is out stays out otherwise.
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
    fail "nginx did not take its new list of servers: see make logs."
}

# The next backend stays until nginx gets answers from this one.
until_asked() { # BACKEND
  services_running | grep -qx nginx || return 0
  tries=0
  # Plain HTTP or HTTPS, whichever leads to the backends.
  until docker compose exec -T nginx curl -ksI http://127.0.0.1:8080/api/openapi.json https://127.0.0.1:8443/api/openapi.json |
    grep -qi "^x-served-by: $1"; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || fail "nginx does not ask $1: see make logs."
    sleep 0.2
  done
}

# What runs, or nothing: services of the project, one a line.
services_running() { # [docker ps OPTION…]
  docker ps "$@" --filter "label=com.docker.compose.project=${COMPOSE_PROJECT_NAME:-session-clustering}" \
    --format '{{.Label "com.docker.compose.service"}}' | sort
}

# How many Redis there are is said when they start; later it is as it is.
topology() {
  case $(services_running --all) in
    *sentinel-1*) echo sentinel ;;
    *redis-6*) echo cluster ;;
    *) echo single ;;
  esac
}

# HTTPS is a file of its own. What is running is found by the project's name, and needs it no more.
files=docker-compose.yml
if [ "${TLS:-off}" = on ] || [ "$1" = remove-data ]; then
  files=$files:docker-compose.tls.yml
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
    # Compose 2.26 begins lines with the code that clears a terminal's line.
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
    # Any of them finds the one to ask.
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
    # Redis ends all connections when it does; the backends are back after a moment.
    reload_users() {
      for service in $(redis_services); do
        # Each itself, and not the one that its operator-cli would find.
        port=6379
        case $service in sentinel-*) port=26379 ;; esac
        docker compose exec -T -e REDIS_SENTINELS= -e REDIS_CLUSTER_NODES= -e REDIS_PORT=$port "$service" operator-cli -e ACL LOAD >/dev/null ||
          fail "$service did not take its new users: run make rotate-secrets again."
      done
    }
    step begin
    reload_users
    step take
    # Each learns to verify the new cookie secret before the first one signs with it.
    restart_backends >/dev/null
    step switch
    restart_backends >/dev/null
    step end
    reload_users
    echo "Cookie secrets and Redis passwords are new; nobody was logged out."
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
