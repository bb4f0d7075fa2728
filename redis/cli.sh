#!/bin/sh
# redis-cli as the operator, inside a container: nobody has to know the password.
#   docker compose exec redis operator-cli HGETALL session:…
set -eu
REDISCLI_AUTH=$(cat "${REDIS_OPERATOR_PASSWORD_FILE:-/run/secrets/redis-operator-password}")
export REDISCLI_AUTH
exec redis-cli -h "${REDIS_HOST:-127.0.0.1}" --user operator "$@"
