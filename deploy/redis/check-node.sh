#!/bin/sh
# Health check of a Redis node: check-node.sh sentinel|cluster|watcher
#   sentinel       a Redis that sentinels watch
#   watcher        a sentinel itself
#   cluster        whether a Redis or a sentinel answers, and nothing else
#   NODE_PORT      its port on this host
#   NODE_SECRETS   the directory of make-secrets.sh
set -eu
REDISCLI_AUTH=$(cat "$NODE_SECRETS/redis-node-password")
export REDISCLI_AUTH

ask() {
  redis-cli -h "${NODE_CHECK_HOST:-127.0.0.1}" -p "$NODE_PORT" --user node "$@"
}

case $1 in
  # A replica must be connected to its primary: the primary refuses writes without a replica.
  sentinel) case $(ask INFO replication) in *role:master* | *master_link_status:up*) ;; *) exit 1 ;; esac ;;
  # Only PONG is healthy: Redis answers LOADING while it loads its data.
  cluster) [ "$(ask PING)" = PONG ] ;;
  # A sentinel must see the quorum of sentinels, and at least one replica. It learns about replicas only from the primary,
  # every ten seconds: if the primary is lost earlier, it knows no replica to promote.
  watcher)
    case $(ask SENTINEL CKQUORUM session-clustering) in 'OK '*) ;; *) exit 1 ;; esac
    [ -n "$(ask SENTINEL REPLICAS session-clustering)" ]
    ;;
esac
