#!/bin/sh
# Checks the settings of `make up` before anything starts. It is a shell script because the Compose runtime needs no
# Node. The backends validate all of their settings again.
set -eu

fail() { # NAME VALUE WHAT-IT-MUST-BE
  echo "$1 is \"$2\", but must be $3: change it or leave it out." >&2
  exit 2
}

one_of() { # NAME VALUE...: empty means the default
  name=$1
  shift
  eval "given=\${$name:-}"
  [ -n "$given" ] || return 0
  for value in "$@"; do
    [ "$given" != "$value" ] || return 0
  done
  list=$(printf '%s, ' "$@")
  fail "$name" "$given" "one of ${list%, }"
}

whole_number() { # NAME MIN MAX
  eval "given=\${$1:-}"
  case $given in
    '') return 0 ;;
    *[!0-9]* | 0?* | ??????????*) fail "$1" "$given" "a whole number from $2 to $3" ;;
  esac
  [ "$given" -ge "$2" ] && [ "$given" -le "$3" ] || fail "$1" "$given" "a whole number from $2 to $3"
}

list_of() { # NAME WHAT-THEY-MUST-BE PATTERN: an extended regular expression, for each member
  eval "given=\${$1:-}"
  [ -n "$given" ] || return 0
  ! printf '%s\n' "$given" | grep -Evqx "($3)(,($3))*" || fail "$1" "$given" "$2"
}

whole_number BACKENDS 2 8
whole_number PORT 0 65535
one_of LISTEN_ADDRESS 127.0.0.1 0.0.0.0
one_of TLS on off
whole_number TLS_PORT 0 65535
if [ "${TLS:-off}" = on ] && [ -n "${TLS_CERTIFICATE_FILE:-}${TLS_KEY_FILE:-}" ]; then
  for name in TLS_CERTIFICATE_FILE TLS_KEY_FILE; do
    eval "file=\${$name:-}"
    [ -f "$file" ] || fail $name "$file" "an existing file, because TLS_CERTIFICATE_FILE and TLS_KEY_FILE are set together"
  done
fi
# Compose takes a path without a slash for the name of a volume, and a local backend runs in another folder.
case ${PRESENTER_KEY_FILE:-} in
  '') ;;
  /*) [ -f "$PRESENTER_KEY_FILE" ] || fail PRESENTER_KEY_FILE "$PRESENTER_KEY_FILE" "an existing file" ;;
  *) fail PRESENTER_KEY_FILE "$PRESENTER_KEY_FILE" "an absolute path" ;;
esac
case ${PRESENTER_KEY:-12345678} in
  ????????*) ;;
  *) fail PRESENTER_KEY "$PRESENTER_KEY" "8 characters or more" ;;
esac
case ${HOST_ADDRESS:-} in
  *[!A-Za-z0-9.-]*) fail HOST_ADDRESS "$HOST_ADDRESS" "a host name or an IPv4 address without a port" ;;
esac
one_of RUNTIME native compose
one_of REDIS_TOPOLOGY single sentinel cluster
one_of SESSION_STORE redis memory
one_of LAB on off
one_of SPRING on off
if [ "${SPRING:-off}" = on ]; then
  [ "${SESSION_STORE:-redis}" = redis ] || fail SESSION_STORE "$SESSION_STORE" "redis, because SPRING=on shares sessions in Redis"
  [ "${REDIS_TOPOLOGY:-single}" = single ] || fail REDIS_TOPOLOGY "$REDIS_TOPOLOGY" "single, because SPRING=on connects to one Redis"
fi
one_of ON_MAX_SESSIONS evict-oldest refuse
one_of LOG_LEVEL fatal error warn info debug trace silent
whole_number METRICS_PORT 0 65535
whole_number LAB_QUIET_SECONDS 1 86400
whole_number SESSION_IDLE_TIMEOUT_SECONDS 1 99999999
whole_number SESSION_ABSOLUTE_LIFETIME_SECONDS 1 99999999
whole_number MAX_SESSIONS_PER_USER 0 9999
whole_number LOGIN_ATTEMPTS_PER_ACCOUNT 1 999999
whole_number LOGIN_ATTEMPTS_PER_ADDRESS 1 999999
whole_number SIGNUPS_PER_ADDRESS 1 999999
list_of ALLOWED_HOSTS "host names or addresses without a port, separated by commas" '[*]?[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]'
list_of TRUSTED_PROXIES "addresses or networks, separated by commas" '[0-9A-Fa-f.:]+(/[0-9]+)?'
