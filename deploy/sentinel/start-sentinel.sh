#!/bin/sh
# Starts a sentinel (exec). The first start writes its configuration file. The sentinel itself updates that file later: it
# records the primary, the replicas and the other sentinels.
#
#   NODE_HOST NODE_PORT NODE_BIND NODE_DIR NODE_SECRETS NODE_FIRST_PRIMARY   as in start-node.sh
set -eu
conf=$NODE_DIR/sentinel.conf
password=$(cat "$NODE_SECRETS/redis-node-password")
umask 077

# resolve-hostnames, announce-hostnames: use names, because the addresses of containers change.
# monitor … 2: two of the three sentinels must agree that the primary is down.
# down-after-milliseconds: a sentinel treats a node as down after this time without an answer. It is half of the time of a
# failover.
# failover-timeout: a failed failover is repeated after twice this time.
[ -s "$conf" ] || {
  cat >"$conf.new" <<END
bind $NODE_BIND
port $NODE_PORT
dir "$NODE_DIR"
aclfile "$NODE_SECRETS/sentinel.acl"
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $NODE_HOST
sentinel announce-port $NODE_PORT
sentinel sentinel-user node
sentinel sentinel-pass $password
sentinel monitor session-clustering ${NODE_FIRST_PRIMARY%:*} ${NODE_FIRST_PRIMARY##*:} 2
sentinel auth-user session-clustering node
sentinel auth-pass session-clustering $password
sentinel down-after-milliseconds session-clustering 2000
sentinel failover-timeout session-clustering 3000
END
  mv "$conf.new" "$conf"
}
exec redis-server "$conf" --sentinel
