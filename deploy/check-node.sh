#!/bin/sh
# Whether a node is fit: check-node.sh sentinel|cluster|watcher, where a watcher is a sentinel itself.
#   NODE_PORT      its port here
#   NODE_SECRETS   the directory of make-secrets.sh
set -eu
REDISCLI_AUTH=$(cat "$NODE_SECRETS/redis-node-password")
export REDISCLI_AUTH

ask() {
  redis-cli -h "${NODE_CHECK_HOST:-127.0.0.1}" -p "$NODE_PORT" --user node "$@"
}

case $1 in
  # A replica must follow its primary: without replicas, the primary takes no changes.
  sentinel) case $(ask INFO replication) in *role:master* | *master_link_status:up*) ;; *) exit 1 ;; esac ;;
  # PONG and nothing else: while it loads its data, Redis answers LOADING.
  cluster) [ "$(ask PING)" = PONG ] ;;
  # It must see enough others to decide on a failover, and somebody who can take over: of replicas it hears every ten
  # seconds, from the primary, and when that is lost before, from nobody.
  watcher)
    case $(ask SENTINEL CKQUORUM session-clustering) in 'OK '*) ;; *) exit 1 ;; esac
    [ -n "$(ask SENTINEL REPLICAS session-clustering)" ]
    ;;
esac
