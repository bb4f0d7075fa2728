#!/bin/sh
# Renders nginx' templates, and runs the command, if any: render.sh TEMPLATES DIRECTORY [COMMAND…]
# ${NAME} is replaced by the environment variable. A name that is not set stays, and so do nginx' variables, as $host.
# A line with ${BACKEND}, ${CONTROL} or ${BACKEND_NAME} is repeated for each backend. The variables BACKENDS and CONTROLS
# list the addresses. A line with ${TRUSTED_PROXY} is repeated for each one in TRUSTED_PROXIES. Settings of the user,
# TRUSTED_PROXIES and ALLOWED_HOSTS, are lists with commas. A line with ${SPRING_SERVER} is left out unless SPRING is on.
#
# BACKENDS may also be one DNS name with the addresses of all backends, as of a Swarm service (tasks.backend:3000) or of a
# headless Service of Kubernetes (backend.session-clustering.svc.cluster.local:3000, the complete name). Such a stack has
# LAB=off. With RESOLVER=auto, nginx asks the name servers of /etc/resolv.conf every 2 s, and follows the addresses. This
# needs nginx 1.27.3. Consistent hashing places servers by their names, so all addresses of one name in the same place.
# Sticky routing then uses plain hashing: a change of the list moves visitors of all backends, and each nginx has its own
# order of the list.
set -eu
templates=$1 directory=$2
shift 2

# An IPv4 name server means a network whose services have IPv4 addresses, so the queries for IPv6 addresses are left out.
if [ "${RESOLVER:-}" = auto ]; then
  RESOLVER=$(awk '
    $1 == "nameserver" && $2 ~ /:/ { servers = servers " [" $2 "]"; hasIPv6 = 1; next }
    $1 == "nameserver"             { servers = servers " " $2 }
    END                            { if (servers) print "resolver" servers " valid=2s" (hasIPv6 ? "" : " ipv6=off") ";" }
  ' "${RESOLV_CONF:-/etc/resolv.conf}")
  export RESOLVER
fi

# auto: whether the service spring-1 runs, so that `docker compose --profile spring up` needs no setting.
if [ "${SPRING:-off}" = auto ]; then
  if timeout 1 getent hosts spring-1 >/dev/null; then SPRING=on; else SPRING=off; fi
fi
export SPRING="${SPRING:-off}"
[ "$SPRING" = on ] || export SPRING_SERVER=

for template in "$templates"/*.template; do
  awk '
    BEGIN {
      count = split(ENVIRON["BACKENDS"], backends, " ")
      split(ENVIRON["CONTROLS"], controls, " ")
      proxyCount = split(withSpaces("TRUSTED_PROXIES"), proxies, " ")
    }

    function withSpaces(name,    list) {
      list = ENVIRON[name]
      gsub(",", " ", list)
      return list
    }

    function value(name, number) {
      if (name == "BACKEND") return backends[number]
      if (name == "CONTROL") return controls[number]
      if (name == "BACKEND_NAME") return "backend-" number
      if (name == "TRUSTED_PROXY") return proxies[number]
      if (name == "ALLOWED_HOSTS") return withSpaces(name)
      if (name == "CONSISTENT") return count > 1 ? " consistent" : ""
      return name in ENVIRON ? ENVIRON[name] : "${" name "}"
    }

    function rendered(rest, number,    done) {
      while (match(rest, /[$][{][A-Z_]+[}]/)) {
        done = done substr(rest, 1, RSTART - 1) value(substr(rest, RSTART + 2, RLENGTH - 3), number)
        rest = substr(rest, RSTART + RLENGTH)
      }
      return done rest
    }

    {
      times = /[$][{](BACKEND|CONTROL|BACKEND_NAME)[}]/ ? count : /[$][{]TRUSTED_PROXY[}]/ ? proxyCount : 1
      if (/[$][{]SPRING_SERVER[}]/) times = ENVIRON["SPRING_SERVER"] != ""
      for (number = 1; number <= times; number++) print rendered($0, number)
    }
  ' "$template" >"$directory/$(basename "$template" .template)"
done

[ $# -eq 0 ] || exec "$@"
