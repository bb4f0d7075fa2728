#!/bin/sh
# Renders nginx' templates, and runs the command, if any: render.sh TEMPLATES DIRECTORY [COMMAND…]
# ${NAME} is replaced by the environment variable. A name that is not set stays, and so do nginx' variables, as $host.
# A line with ${BACKEND}, ${CONTROL} or ${BACKEND_NAME} is repeated for each backend. The variables BACKENDS and CONTROLS
# list the addresses. A line with ${TRUSTED_PROXY} is repeated for each one in TRUSTED_PROXIES. Settings of the user,
# TRUSTED_PROXIES and ALLOWED_HOSTS, are lists with commas.
set -eu
templates=$1 directory=$2
shift 2

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
      for (number = 1; number <= times; number++) print rendered($0, number)
    }
  ' "$template" >"$directory/$(basename "$template" .template)"
done

[ $# -eq 0 ] || exec "$@"
