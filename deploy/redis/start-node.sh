#!/bin/sh
# Starts a Redis node of a topology with several nodes (exec): start-node.sh sentinel|cluster
#
#   NODE_HOST NODE_PORT   its name and port for other nodes and clients
#   NODE_BIND             the address on which it listens
#   NODE_DIR              the directory of its data and of the configuration file that this script writes
#   NODE_CONF             redis.conf, the common settings of all nodes
#   NODE_SECRETS          the directory of make-secrets.sh
# with sentinels
#   NODE_SENTINELS        host:port,host:port,…
#   NODE_FIRST_PRIMARY    host:port of the primary at the first start
# in a cluster
#   NODE_BUS_PORT         the port of the cluster bus
set -eu
topology=$1
conf=$NODE_DIR/node.conf
password=$(cat "$NODE_SECRETS/redis-node-password")

# Finds the primary: first from a sentinel, then from this node's last configuration, then from NODE_FIRST_PRIMARY.
replica_of() {
  for sentinel in $(echo "$NODE_SENTINELS" | tr , ' '); do
    answer=$(REDISCLI_AUTH=$password $limit redis-cli -h "${sentinel%:*}" -p "${sentinel##*:}" --user node \
      SENTINEL GET-MASTER-ADDR-BY-NAME session-clustering 2>/dev/null | tr '\n' ' ') || continue
    case $answer in
      "$NODE_HOST $NODE_PORT ") return ;;
      *' '[0-9]*' ')
        echo "replicaof $answer"
        return
        ;;
    esac
  done
  if [ -s "$conf" ]; then
    grep '^replicaof ' "$conf" || true
  elif [ "$NODE_FIRST_PRIMARY" != "$NODE_HOST:$NODE_PORT" ]; then
    echo "replicaof ${NODE_FIRST_PRIMARY%:*} ${NODE_FIRST_PRIMARY##*:}"
  fi
}

# Waits at most 2 s for a sentinel, if the system has `timeout`.
limit=
! command -v timeout >/dev/null || limit='timeout 2'

case $topology in
  sentinel)
    # replica-announce-ip, -port: the address under which sentinels announce this node.
    # min-replicas: a primary without a connected replica refuses writes after 10 s. It may have been replaced, and would
    # lose those writes.
    own="
replica-announce-ip $NODE_HOST
replica-announce-port $NODE_PORT
min-replicas-to-write 1
min-replicas-max-lag 10
$(replica_of)"
    ;;
  cluster)
    # node-timeout: a node counts as failed after so many ms without an answer. It is half of the time of a failover.
    # require-full-coverage: the slots of the other primaries are served while one has failed.
    # preferred-endpoint-type: clients get names, because the addresses of containers change.
    own="
cluster-enabled yes
cluster-config-file nodes.conf
cluster-port $NODE_BUS_PORT
cluster-node-timeout 2000
cluster-require-full-coverage no"
    case $NODE_HOST in
      *[a-z]*) own="$own
cluster-announce-hostname $NODE_HOST
cluster-preferred-endpoint-type hostname" ;;
    esac
    ;;
esac

# Readable by the owner only, because it contains the password. (Sentinels make Redis rewrite this file, to store the
# current primary.)
umask 077
cat >"$conf.new" <<END
include "$NODE_CONF"
bind $NODE_BIND
port $NODE_PORT
dir "$NODE_DIR"
aclfile "$NODE_SECRETS/users.acl"
masteruser node
masterauth $password
# The data are small, so a replica does not wait for others that may ask for the same copy.
repl-diskless-sync-delay 0
# A primary that stops waits up to this many seconds until its replicas have all writes; a replica may be stopping as well.
shutdown-timeout 2
# Without `force`, a new replica that has no complete file yet refuses to stop. It copies the data again at its next start.
shutdown-on-sigterm force
$own
END
mv "$conf.new" "$conf"
exec redis-server "$conf"
