#!/bin/sh
# Starts a Redis that is one of several, in this shell's place: start-node.sh sentinel|cluster
#
#   NODE_HOST NODE_PORT   how the others reach it
#   NODE_BIND             where it listens
#   NODE_DIR              its data, and the settings that are written here
#   NODE_CONF             redis.conf, which is the same for every Redis of the stack
#   NODE_SECRETS          the directory of make-secrets.sh
# with sentinels
#   NODE_SENTINELS        host:port,host:port,…
#   NODE_FIRST_PRIMARY    host:port of the primary at the very first start
# in a cluster
#   NODE_BUS_PORT         the other port, on which nodes talk to nodes
set -eu
topology=$1
conf=$NODE_DIR/node.conf
password=$(cat "$NODE_SECRETS/redis-node-password")

# Whoever knows who is primary now is right; else it is as it was when this node was last told; else the very first start.
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

# A sentinel that hangs is not waited for, where the system can do that.
limit=
! command -v timeout >/dev/null || limit='timeout 2'

case $topology in
  sentinel)
    # replica-announce: under which name sentinels hand it on.
    # min-replicas: a primary that has lost touch with the others, which may have another by now, refuses changes after
    # ten seconds, instead of taking what will be lost.
    own="
replica-announce-ip $NODE_HOST
replica-announce-port $NODE_PORT
min-replicas-to-write 1
min-replicas-max-lag 10
$(replica_of)"
    ;;
  cluster)
    # node-timeout: after so many ms of silence a node is taken for lost; half of a failover is this wait.
    # require-full-coverage: while a primary is lost, the slots of the others are served.
    # preferred-endpoint-type: clients are told names, which outlive the addresses of containers.
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

# The password is for the owner's eyes. (Sentinels have the file rewritten, which keeps who is primary.)
umask 077
cat >"$conf.new" <<END
include "$NODE_CONF"
bind $NODE_BIND
port $NODE_PORT
dir "$NODE_DIR"
aclfile "$NODE_SECRETS/users.acl"
masteruser node
masterauth $password
# There is little to copy: a replica need not wait for another one to come along.
repl-diskless-sync-delay 0
# A primary that is stopped waits this many seconds for its replicas to have all, or for those that are stopped as well.
shutdown-timeout 2
$own
END
mv "$conf.new" "$conf"
exec redis-server "$conf"
