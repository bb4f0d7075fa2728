#!/bin/sh
# Runs redis-cli as the operator. It reads the password from a file, and finds the right node.
#   docker compose exec redis operator-cli HGETALL session:…
# REDIS_SENTINELS or REDIS_CLUSTER_NODES (host:port,…) lists the nodes of a topology with several Redis. With sentinels
# the command goes to the primary. In a cluster it goes to the node that has the key; KEYS, DBSIZE and SCAN go to every
# primary.
set -eu
if [ -z "${REDISCLI_AUTH:-}" ]; then
  REDISCLI_AUTH=$(cat "${REDIS_OPERATOR_PASSWORD_FILE:-/run/secrets/redis-operator-password}")
  export REDISCLI_AUTH
fi

at() { # HOST:PORT ARGUMENT…
  host=${1%:*} port=${1##*:}
  shift
  redis-cli -h "$host" -p "$port" --user operator "$@"
}

listed() {
  echo "$1" | tr , ' '
}

# Tries the nodes in order, because each may be down. Prints the first one that answers.
first_that_answers() { # HOST:PORT…
  for node in "$@"; do
    if [ "$(at "$node" PING 2>/dev/null)" = PONG ]; then
      echo "$node"
      return
    fi
  done
  echo "None of these answers: $*" >&2
  return 1
}

if [ -n "${REDIS_SENTINELS:-}" ]; then
  # shellcheck disable=SC2046
  sentinel=$(first_that_answers $(listed "$REDIS_SENTINELS"))
  node=$(at "$sentinel" SENTINEL GET-MASTER-ADDR-BY-NAME session-clustering | tr '\n' ':')
  at "${node%:}" "$@"
elif [ -n "${REDIS_CLUSTER_NODES:-}" ]; then
  # shellcheck disable=SC2046
  node=$(first_that_answers $(listed "$REDIS_CLUSTER_NODES"))
  # A command comes as arguments, or as one line on standard input.
  line=
  if [ $# -eq 0 ] && [ ! -t 0 ]; then
    IFS= read -r line || [ -n "$line" ] || exit 0
  fi
  name=${line%% *}
  for argument in "$@"; do
    case $argument in -*) ;; *)
      name=$argument
      break
      ;;
    esac
  done
  case $name in
    [Kk][Ee][Yy][Ss] | [Dd][Bb][Ss][Ii][Zz][Ee] | [Ss][Cc][Aa][Nn])
      # id ip:port@bus,name flags …
      nodes=$(at "$node" CLUSTER NODES | awk '$3 ~ /master/ && $3 !~ /fail|noaddr|handshake/ {
        split($2, address, /[@,]/); sub(/:.*/, "", address[1])
        host = address[3] != "" ? address[3] : address[1]
        port = $2; sub(/@.*/, "", port); sub(/.*:/, "", port)
        print host ":" port
      }')
      for node in $nodes; do
        if [ -n "$line" ]; then printf '%s\n' "$line" | at "$node"; else at "$node" "$@"; fi
      done
      ;;
    *)
      if [ -n "$line" ]; then printf '%s\n' "$line" | at "$node" -c; else at "$node" -c "$@"; fi
      ;;
  esac
else
  exec redis-cli -h "${REDIS_HOST:-127.0.0.1}" -p "${REDIS_PORT:-6379}" --user operator "$@"
fi
