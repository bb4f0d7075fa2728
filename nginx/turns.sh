#!/bin/sh
# Takes one server out of the turns, or puts all of them back, while nginx goes on:
#   turns.sh SITE_FILE PID_FILE without ADDRESS     writes `down` behind the server, and reloads nginx
#   turns.sh SITE_FILE PID_FILE with-all            removes it, and reloads nginx
#   turns.sh SITE_FILE PID_FILE drain WORKER…       waits until these workers have ended
# The first two print the workers that ran before. After a reload those take no new connections, answer their requests
# (perhaps from the server that is out), and end. Where nginx does not run, nothing happens.
set -eu
site=$1 pid_file=$2 command=$3
shift 3

# Above `keepalive_min_timeout`: then an old worker gets no new request. An event stream keeps it running for longer.
drain_seconds=4
reload_seconds=10

[ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null || exit 0
master=$(cat "$pid_file")

workers() {
  if command -v ps >/dev/null; then
    ps -e -o pid= -o ppid=
  else
    # "PID (nginx) STATE PPID …"; a process may end while it is read.
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
  # nginx starts the new workers before it tells the old ones to end.
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
