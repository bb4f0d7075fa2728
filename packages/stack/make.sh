#!/bin/sh
# Selects the runtime and runs the command in it: make.sh COMMAND [SERVICE]
set -eu
cd "$(dirname "$0")/../.."
command=$1
packages/stack/check-settings.sh

engine_answers() {
  command -v docker >/dev/null && docker info >/dev/null 2>&1
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

native_runs() {
  [ -e .run/state.json ] || return 1
  for process in $(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' .run/state.json); do
    ! kill -0 "$process" 2>/dev/null || return 0
  done
  return 1
}

# Commands on an existing stack, and a second `up`, use the runtime of the stack that runs.
runtime_in_use() {
  if [ -z "${RUNTIME:-}" ] && native_runs; then
    echo native
  else
    runtime
  fi
}

run() { # RUNTIME COMMAND [SERVICE]; exec, so that signals reach the process that cleans up
  way=$1
  shift
  case $way in
    compose) exec packages/stack/compose.sh "$@" ;;
    native) exec packages/stack/run-node.sh node packages/stack/src/local/main.ts "$@" ;;
  esac
}

look() { # COMMAND [SERVICE]
  in_use=$(runtime_in_use)
  # Answered here: an answer must not install the dependencies first.
  if [ "$in_use" = native ] && ! native_runs; then
    echo "Nothing is running: make up starts it." >&2
    [ "$1" = status ] || exit 1
  else
    run "$in_use" "$@"
  fi
}

# Stops the stacks of both runtimes.
down() {
  found=
  if [ "${RUNTIME:-native}" = native ] && [ -e .run/state.json ]; then
    found=yes
    (run native down)
  fi
  if [ "${RUNTIME:-compose}" = compose ] && engine_answers && packages/stack/compose.sh is-running; then
    found=yes
    (run compose down)
  fi
  [ -n "$found" ] || echo "Nothing is running."
}

case $command in
  up) run "$(runtime_in_use)" "$command" ;;
  status | logs | metrics | stop | start | restart | rotate-secrets) look "$@" ;;
  redis-cli)
    # The command goes in on standard input, so that no shell expands its quotes and stars.
    if [ -n "${REDIS_COMMAND:-}" ]; then
      printf '%s\n' "$REDIS_COMMAND" | look redis-cli
    else
      look redis-cli
    fi
    ;;
  revoke)
    # Runs as the operator, outside the backends: it needs only Redis.
    case ${REVOKE_USER:+user}${REVOKE_ALL:+all} in
      user) look revoke --user "$REVOKE_USER" ;;
      all) look revoke --all ;;
      *)
        echo "Name the user: make revoke USER=ada. For all users: make revoke ALL=yes." >&2
        exit 2
        ;;
    esac
    ;;
  down) down ;;
  e2e)
    # Uses Playwright's own browser if it is installed, else the system's.
    [ -n "${CHROMIUM_PATH:-}" ] ||
      packages/stack/run-node.sh node -e "require('fs').accessSync(require('playwright-core').chromium.executablePath())" 2>/dev/null ||
      packages/stack/run-node.sh node packages/stack/src/local/main.ts tools chromium
    RUNTIME=$(runtime)
    export RUNTIME
    packages/stack/run-node.sh npm run --silent e2e --workspace e2e
    ;;
  clean)
    down
    ! engine_answers || packages/stack/compose.sh remove-data
    rm -rf .run web/dist e2e/results e2e/report
    ;;
esac
