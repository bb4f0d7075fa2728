#!/bin/sh
# Removes one server from nginx' rotation, or puts all servers back, while nginx runs:
#   turns.sh SITE_FILE PID_FILE without ADDRESS     adds `down` to the server, and reloads nginx
#   turns.sh SITE_FILE PID_FILE with-all            removes it, and reloads nginx
#   turns.sh SITE_FILE PID_FILE drain WORKER…       waits until these workers have exited
# The first two print the workers from before the reload. Those accept no new connections, finish their requests (perhaps
# with the removed server), and exit. If nginx does not run, the script does nothing.
set -eu
site=$1 pid_file=$2 command=$3
shift 3

# Longer than `keepalive_min_timeout`: old workers then get no new request. An event stream keeps a worker running longer.
drain_seconds=4
reload_seconds=10

[ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null || exit 0
master=$(cat "$pid_file")

workers() {
  if command -v ps >/dev/null; then
    ps -e -o pid= -o ppid=
  else
    # The fields are "PID (nginx) STATE PPID …". A process may exit during the read.
    cat /proc/[0-9]*/stat 2>/dev/null | awk '{ print $1, $4 }'
  fi | awk -v master="$master" '$2 == master { print $1 }'
}

until_true() { # SECONDS COMMAND…
  deadline=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

have_ended() { # WORKER…
  ! workers | grep -qxF "$(printf '%s\n' "$@")"
}

has_new_worker() { # WORKER…
  workers | grep -qvxF "$(printf '%s\n' "$@")"
}

reload() { # SED_OPTION…
  old=$(workers)
  # Not `sed -i`: it differs between Linux and macOS.
  text=$(sed -e 's/ down;/;/' "$@" "$site")
  printf '%s\n' "$text" >"$site"
  kill -HUP "$master"
  # nginx starts its new workers before it tells the old ones to exit.
  until_true "$reload_seconds" has_new_worker $old || {
    echo "nginx did not reload: see its log." >&2
    exit 1
  }
  echo "$old"
}

case $command in
  without) reload -e "/server $1 /s/;/ down;/" ;;
  with-all) reload ;;
  drain) until_true "$drain_seconds" have_ended "$@" || true ;;
esac
