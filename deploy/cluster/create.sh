#!/bin/sh
# Creates a cluster from running nodes, or reconnects the nodes of an existing one: create.sh HOST:PORT…
# Exits when all slots are served and every replica follows its primary. Half of the nodes become replicas.
#   NODE_SECRETS   the directory of make-secrets.sh
set -eu
REDISCLI_AUTH=$(cat "$NODE_SECRETS/redis-node-password")
export REDISCLI_AUTH

ask() { # HOST:PORT COMMAND…
  host=${1%:*} port=${1##*:}
  shift
  redis-cli -h "$host" -p "$port" --user node "$@"
}

# CLUSTER MEET and `--cluster create` need IP addresses; the announced names are only for clients.
address() { # HOST:PORT
  case $1 in
    *[a-z]*) echo "$(getent ahostsv4 "${1%:*}" | awk 'NR == 1 { print $1 }'):${1##*:}" ;;
    *) echo "$1" ;;
  esac
}

is_whole() {
  for node in "$@"; do
    info=$(ask "$node" CLUSTER INFO) && replication=$(ask "$node" INFO replication) || return 1
    case $info in *cluster_state:ok*cluster_slots_ok:16384*cluster_known_nodes:$#*) ;; *) return 1 ;; esac
    case $replication in *role:slave*master_link_status:up* | *role:master*) ;; *) return 1 ;; esac
  done
}

if ask "$1" CLUSTER INFO | grep -q '^cluster_known_nodes:1[^0-9]*$'; then
  addresses=
  for node in "$@"; do addresses="$addresses $(address "$node")"; done
  # shellcheck disable=SC2086
  redis-cli --user node --cluster create $addresses --cluster-replicas 1 --cluster-yes >/dev/null
else
  # The cluster exists. If all its containers have new addresses, the nodes cannot find each other without CLUSTER MEET.
  for node in "$@"; do
    to=$(address "$node")
    for other in "$@"; do
      [ "$other" = "$node" ] || ask "$other" CLUSTER MEET "${to%:*}" "${to##*:}" "${NODE_BUS_PORT:-16379}" >/dev/null
    done
  done
fi

for _ in $(seq 60); do
  if is_whole "$@"; then exit 0; fi
  sleep 0.5
done
echo "The cluster is not complete after 30 s:" >&2
ask "$1" CLUSTER NODES >&2
exit 1
