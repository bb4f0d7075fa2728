# The driver for local processes. Node 24 comes from npm (run-node.sh); src/local/main.ts does what a shell cannot.
state=$STACK_DIRECTORY/state.json

# Halves the time until main.ts runs.
export NODE_COMPILE_CACHE="$PWD/node_modules/.cache/node-compile"
native="sh $here/run-node.sh node $here/src/local/main.ts"
native() { # COMMAND…
  $native "$@"
}

exists() {
  [ -e "$state" ]
}

# Without Node: an answer must not install the dependencies first.
is_running() {
  exists || return 1
  for process in $(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' "$state"); do
    ! kill -0 "$process" 2>/dev/null || return 0
  done
  return 1
}

# The port of each service is a number in the state file; the process of each service is an object.
services() {
  sed -nE 's/^ *"(nginx|redis|(redis|backend|spring|sentinel)-[0-9])": [0-9].*/\1/p' "$state" | sort
}

backends() {
  services | grep -E '^(backend|spring)-'
}

port_of() { # NAME
  sed -n "s/^ *\"$1\": \([0-9]*\).*/\1/p" "$state"
}

address_of() { # BACKEND: as in nginx' site file
  echo "127.0.0.1:$(port_of "$1")"
}

page_address() {
  if [ -n "$(port_of tls)" ]; then echo "https://localhost:$(port_of tls)"; else echo "http://localhost:$(port_of nginx)"; fi
}

# Not through the function: signals must reach the program, and not a subshell.
# shellcheck disable=SC2086 # several words
start_services() { in_background $native up; }
# The program itself stops what it has started.
undo_up() { :; }

stop_services() { native down; }
stop_service() { native stop "$1"; }
start_service() { native start "$1"; }

show_status() {
  native status
  page_address
}

show_logs() {
  set --
  for service in $(services); do set -- "$@" "$STACK_DIRECTORY/logs/$service.log"; done
  follow=
  [ ! -t 1 ] || follow=-F
  tail -n 50 $follow "$@"
}

show_metrics() { native metrics "$1"; }
redis_cli() { native redis-cli; }
revoke() { native revoke "$@"; }
qr_code() { sh "$here/run-node.sh" node backend/src/qr-code.ts "$1"; }

nginx_turns() { # COMMAND…
  sh nginx/turns.sh "$STACK_DIRECTORY/nginx/conf/conf.d/site.conf" "$STACK_DIRECTORY/nginx/nginx.pid" "$@"
}

until_asked() { native until-asked "$1"; }
secrets_step() { native rotate "$1"; }
acl_load() { native acl-load; }
