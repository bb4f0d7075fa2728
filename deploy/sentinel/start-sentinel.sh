#!/bin/sh
# Starts a sentinel, in this shell's place. Its settings are written at the first start; from then on it keeps in them
# what it learns: who is primary, and who else is there.
#
#   NODE_HOST NODE_PORT NODE_BIND NODE_DIR NODE_SECRETS NODE_FIRST_PRIMARY   as for start-node.sh
set -eu
conf=$NODE_DIR/sentinel.conf
password=$(cat "$NODE_SECRETS/redis-node-password")
umask 077

# resolve-hostnames, announce-hostnames: containers are known by their names; their addresses change.
# monitor …  2: two of the three must agree that the primary is away.
# down-after-milliseconds: after so long a silence a sentinel takes it for away. Half of a failover is this wait.
# failover-timeout: a failover that comes to nothing is tried again after twice this.
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
