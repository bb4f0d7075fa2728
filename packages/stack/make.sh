#!/bin/sh
# What make does to a stack: make.sh COMMAND [ARGUMENT…]. The commands and their messages are here. Two drivers do the work,
# with functions of the same names: compose.sh (needs only Docker) and native.sh (local processes).
set -eu
CDPATH='' cd "$(dirname "$0")/../.."
here=packages/stack
# The state of the stack. Test stacks have directories of their own.
export STACK_DIRECTORY="${STACK_DIRECTORY:-$PWD/.run}"
command=${1:?usage: make.sh COMMAND [ARGUMENT…]}
shift
sh "$here/check-settings.sh"

fail() {
  echo "$1" >&2
  exit 1
}

# Choosing the runtime. Each runtime has a driver: compose.sh or native.sh.

engine_answers() {
  command -v docker >/dev/null && docker info >/dev/null 2>&1
}

use() { # DRIVER
  # shellcheck source=/dev/null
  . "$here/$1.sh"
}

runtime() {
  if [ -n "${RUNTIME:-}" ]; then
    echo "$RUNTIME"
  elif engine_answers; then
    echo compose
  else
    echo native
  fi
}

# RUNTIME decides, then a native stack that runs, then whether a Docker engine answers.
use_runtime() {
  if [ -z "${RUNTIME:-}" ] && (use native && is_running); then
    use native
  else
    use "$(runtime)"
  fi
}

# The lock of commands that change a stack. It names its process, so that the lock of a dead process does not count.

process_start() { # PID
  cut -d ' ' -f 22 "/proc/$1/stat" 2>/dev/null || ps -o lstart= -p "$1" 2>/dev/null
}

lock_file=$STACK_DIRECTORY/lock
at_exit=:

take_lock() {
  mkdir -p "$STACK_DIRECTORY" 2>/dev/null && echo "$$ $(process_start $$)" 2>/dev/null >"$lock_file.$$" ||
    fail "$STACK_DIRECTORY cannot be written: is it yours?"
  waits=
  # ln is atomic, and fails if the lock exists.
  until ln "$lock_file.$$" "$lock_file" 2>/dev/null; do
    holder=$(cat "$lock_file" 2>/dev/null) || continue
    if [ "$holder" != "${holder%% *} $(process_start "${holder%% *}")" ]; then
      rm -f "$lock_file"
      continue
    fi
    [ -n "$waits" ] || echo "Waiting for another make command, process ${holder%% *}." >&2
    waits=yes
    sleep 0.2
  done
  rm -f "$lock_file.$$"
  trap '($at_exit) >/dev/null; rm -f "$lock_file"' EXIT
  trap 'exit 130' INT TERM HUP
}

# Parts of the commands

nothing_runs="Nothing is running: make up starts it."

require_running() {
  is_running || fail "$nothing_runs"
}

# Runs a command in the background: a shell handles a signal only after a foreground command has ended.
in_background() {
  "$@" &
  child=$!
  wait "$child"
}

interrupted() {
  trap '' INT TERM HUP
  echo "Interrupted: stopping the services that were started." >&3
  [ -z "$child" ] || { kill "$child" 2>/dev/null && wait "$child"; } || true
  undo_up || true
  exit 130
}

stop_one() { # SERVICE
  stop_service "$1" || fail "$1 could not be stopped: see make logs."
}

start_one() { # SERVICE
  start_service "$1" || fail "$1 did not get ready: see make logs."
}

turns() { # COMMAND… of nginx/turns.sh
  nginx_turns "$@" || fail "nginx did not reload: see make logs."
}

# Restarts one backend after the other. No request fails.
restart_backends() {
  # An interrupted restart must also put the backend back into nginx' list.
  at_exit='turns with-all'
  for backend in $(backends); do
    echo "$backend  take out: nginx sends it no new requests"
    workers=$(turns without "$(address_of "$backend")")
    echo "$backend  drain: nginx' old workers finish their open requests"
    # shellcheck disable=SC2086 # one argument a worker
    turns drain $workers
    echo "$backend  stop: it finishes its open requests and exits"
    stop_one "$backend"
    echo "$backend  start: it starts with the same settings"
    start_one "$backend"
    echo "$backend  ready: it is connected to Redis and can answer"
    turns with-all >/dev/null
    # Before the next backend is taken out, nginx must send requests to this one.
    until_asked "$backend" || fail "nginx sends no request to $backend: see make logs."
    echo "$backend  put back: nginx sends it requests again"
  done
  at_exit=:
}

rotate() { # STEP of deploy/secrets/make-secrets.sh
  secrets_step "$1" || fail "ROTATE=$1 failed: run make rotate-secrets again."
}

# ACL LOAD makes Redis close all connections. The backends reconnect within a moment.
load_redis_users() {
  acl_load || fail "Redis did not load its new users: run make rotate-secrets again."
}

in_words() { # NAME…: "backend-1 and backend-2", or "backend-1 to backend-4"; the eval reads the last argument
  [ $# -gt 2 ] && eval "echo \"$1 to \${$#}\"" || echo "$1 and $2"
}

# Without the Spring Boot service of SPRING=on.
fastify_backends() {
  backends | grep '^backend-'
}

# Stops the stacks of both runtimes.
down() {
  found=
  for driver in native compose; do
    [ "${RUNTIME:-$driver}" = $driver ] || continue
    [ $driver = native ] || engine_answers || continue
    if (use $driver && exists); then
      found=yes
      (use $driver && stop_services) || exit 1
    fi
  done
  if [ -n "$found" ]; then echo "Stopped."; else echo "Nothing is running."; fi
}

start_stack() {
  take_lock
  child=
  # The trap runs with the redirections of the interrupted command.
  exec 3>&2
  trap interrupted INT TERM HUP
  start_services || exit 1
}

case $command in
  up)
    use_runtime
    start_stack
    echo "Running: $(page_address)"
    # shellcheck disable=SC2046
    echo "  Open it and follow the steps: $(in_words $(fastify_backends))$(backends | sed -n 's/^spring/, and &/p') answer in turn."
    [ "${SESSION_STORE:-redis}" = memory ] || echo "  After step 4, see your session in Redis: make redis-cli CMD='KEYS session:*'"
    ;;
  class)
    use_runtime
    # shellcheck source=/dev/null
    . "$here/class.sh"
    choose_class_settings
    start_stack
    print_class
    ;;
  down)
    take_lock
    down
    ;;
  restart)
    use_runtime
    require_running
    take_lock
    restart_backends
    echo "All backends have been restarted, one after the other."
    ;;
  stop | start)
    use_runtime
    require_running
    services | grep -qxF -- "$1" || fail "There is no service \"$1\": choose one of $(services | sed '$!s/$/,/' | tr '\n' ' ')"
    take_lock
    if [ "$command" = stop ]; then
      stop_one "$1"
      echo "$1 is stopped: make start-$1 starts it again."
    else
      start_one "$1"
      echo "$1 is running."
    fi
    ;;
  status)
    use_runtime
    if is_running; then show_status; else echo "$nothing_runs"; fi
    ;;
  logs)
    use_runtime
    require_running
    show_logs
    ;;
  metrics)
    use_runtime
    require_running
    for backend in $(fastify_backends); do
      echo "# $backend"
      show_metrics "$backend" || echo "# does not answer"
    done
    ;;
  redis-cli)
    use_runtime
    require_running
    # The command goes in on standard input, so that no shell expands its quotes and stars.
    if [ -n "${REDIS_COMMAND:-}" ]; then
      printf '%s\n' "$REDIS_COMMAND" | redis_cli
    else
      redis_cli
    fi
    ;;
  revoke)
    # Runs as the operator, outside the backends: it needs only Redis.
    case ${REVOKE_USER:+user}${REVOKE_ALL:+all} in
      user) set -- --user "$REVOKE_USER" ;;
      all) set -- --all ;;
      *)
        echo "Name the user: make revoke USER=ada. For all users: make revoke ALL=yes." >&2
        exit 2
        ;;
    esac
    use_runtime
    require_running
    revoke "$@"
    ;;
  rotate-secrets)
    use_runtime
    require_running
    take_lock
    rotate begin
    load_redis_users
    rotate take
    # All backends must accept the new cookie secret before one of them signs with it.
    restart_backends >/dev/null
    rotate switch
    restart_backends >/dev/null
    rotate end
    load_redis_users
    echo "Cookie secrets and Redis passwords are replaced. All sessions stay logged in."
    ;;
  clean)
    take_lock
    down
    if [ "${RUNTIME:-}" != native ] && engine_answers; then (use compose && remove_data); fi
    rm -rf "$STACK_DIRECTORY" web/dist spring/target e2e/results e2e/report
    ;;
  tools)
    # Installs the programs that tests need: redis, nginx, chromium.
    use native
    native tools "$@"
    ;;
  e2e)
    # Uses Playwright's own browser if it is installed, else the system's.
    use native
    [ -n "${CHROMIUM_PATH:-}" ] ||
      sh "$here/run-node.sh" node -e "require('fs').accessSync(require('playwright-core').chromium.executablePath())" 2>/dev/null ||
      native tools chromium
    RUNTIME=$(runtime)
    export RUNTIME
    # The tests' stacks have directories of their own.
    unset STACK_DIRECTORY
    sh "$here/run-node.sh" npm run --silent e2e --workspace e2e
    ;;
  *)
    fail "There is no command \"$command\": make lists them."
    ;;
esac
