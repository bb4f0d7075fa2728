#!/bin/sh
# Makes the secrets that are missing in a directory; never replaces one.
#
#   make-secrets.sh DIRECTORY [TEMPLATE]
#
#   cookie-secrets            one a line: the first signs cookies, all are accepted
#   redis-app-password        the backends' password
#   redis-operator-password   a person's
#   users.acl                 Redis' users, rendered from TEMPLATE at every run, so that a change
#                             of the template reaches a directory that exists
#
# With TOPOLOGY=sentinel or cluster, from the templates beside TEMPLATE:
#   redis-node-password       with which Redis' own processes log in to each other; it is not rotated
#   users.acl                 has their user too
#   sentinel.acl              the users of the sentinels
#
# ROTATE replaces all of them in four steps, between which whoever uses them is started anew (make rotate-secrets):
#   begin    a second cookie secret that is accepted, and second passwords that Redis will accept
#   take     the second passwords are the ones to use; the first are still accepted
#   switch   the second cookie secret signs; the first is still accepted, until the next rotation
#   end      the first passwords are gone
#
# Only the owner reads them. Where backends and Redis run as different users (Compose), BACKEND_GROUP
# and REDIS_GROUP are the group ids that read their own half; the caller must belong to both.
set -eu

directory=${1:?usage: make-secrets.sh DIRECTORY [TEMPLATE]}
template=${2:-$(dirname "$0")/../redis/users.acl.template}

# Without this, a missing template would become an empty user list: everybody let in.
[ -s "$template" ] || { echo "make-secrets: cannot read $template" >&2; exit 1; }

umask 077
mkdir -p "$directory"

# 32 random bytes as 64 hexadecimal digits: no character of them needs quoting anywhere.
random() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

# Standard input becomes the file, complete or not at all, readable by the group if one is given.
write() { # NAME GROUP
  temporary=$directory/.$1.$$
  cat >"$temporary"
  chmod 400 "$temporary"
  if [ -n "$2" ]; then
    chgrp "$2" "$temporary"
    chmod 440 "$temporary"
  fi
  mv -f "$temporary" "$directory/$1"
}

make() { # NAME GROUP
  [ -s "$directory/$1" ] && return
  random | write "$1" "$2"
  echo "made $1"
}

begin() { # NAME GROUP: a second password, kept if an earlier attempt has made it
  [ -s "$directory/$1.new" ] || random | write "$1.new" "$2"
}

take() { # NAME
  [ -s "$directory/$1.new" ] || return 0
  mv -f "$directory/$1" "$directory/$1.old"
  mv -f "$directory/$1.new" "$directory/$1"
}

sha256() { # NAME: of the content without a final line break, which an editor may have added
  printf %s "$(cat "$directory/$1")" | sha256sum | cut -d ' ' -f 1
}

make cookie-secrets "${BACKEND_GROUP:-}"
make redis-app-password "${BACKEND_GROUP:-}"
make redis-operator-password "${REDIS_GROUP:-}"

[ "${TOPOLOGY:-single}" = single ] || make redis-node-password "${REDIS_GROUP:-}"

case ${ROTATE:-} in
  '') ;;
  begin)
    begin redis-app-password "${BACKEND_GROUP:-}"
    begin redis-operator-password "${REDIS_GROUP:-}"
    # A file of one line may have no line break. The third is what a backend may still sign with, if an earlier
    # rotation was cut short.
    lines="$(sed -n 1p "$directory/cookie-secrets")
$(random)
$(sed -n 2p "$directory/cookie-secrets")"
    printf '%s\n' "$lines" | write cookie-secrets "${BACKEND_GROUP:-}"
    ;;
  take)
    take redis-app-password
    take redis-operator-password
    ;;
  switch)
    # All sign with the first one by now, so a third is nobody's.
    lines="$(sed -n 2p "$directory/cookie-secrets")
$(sed -n 1p "$directory/cookie-secrets")"
    printf '%s\n' "$lines" | write cookie-secrets "${BACKEND_GROUP:-}"
    ;;
  end)
    rm -f "$directory/redis-app-password.old" "$directory/redis-operator-password.old"
    ;;
  *)
    echo "make-secrets: ROTATE is begin, take, switch or end" >&2
    exit 2
    ;;
esac

# The hashes of a password and, during a rotation, of its other one.
hashes() { # NAME
  [ -s "$directory/$1" ] || return 0
  text=$(sha256 "$1")
  for other in "$1.new" "$1.old"; do
    [ ! -s "$directory/$other" ] || text="$text #$(sha256 "$other")"
  done
  echo "$text"
}

# Redis' ACL file has no comments and no continuation lines; the templates have both.
render() { # TEMPLATE…
  cat "$@" |
    sed -e "s/@APP_PASSWORD_SHA256@/$(hashes redis-app-password)/" \
      -e "s/@OPERATOR_PASSWORD_SHA256@/$(hashes redis-operator-password)/" \
      -e "s/@NODE_PASSWORD_SHA256@/$(hashes redis-node-password)/" \
      -e '/^#/d' -e '/^$/d' |
    awk '/^ / { sub(/^ +/, " "); printf "%s", $0; next } { printf "%s%s", separator, $0; separator = "\n" } END { print "" }'
}

if [ "${TOPOLOGY:-single}" = single ]; then
  render "$template" | write users.acl "${REDIS_GROUP:-}"
else
  beside=$(dirname "$template")
  for other in node-users sentinel-users; do
    [ -s "$beside/$other.acl.template" ] || { echo "make-secrets: cannot read $beside/$other.acl.template" >&2; exit 1; }
  done
  render "$template" "$beside/node-users.acl.template" | write users.acl "${REDIS_GROUP:-}"
  render "$beside/sentinel-users.acl.template" | write sentinel.acl "${REDIS_GROUP:-}"
fi

# The groups must find their files in here, without a list of the others'.
if [ -n "${BACKEND_GROUP:-}${REDIS_GROUP:-}" ]; then chmod 711 "$directory"; fi
