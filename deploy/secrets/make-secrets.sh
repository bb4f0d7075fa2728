#!/bin/sh
# Creates the missing secrets in a directory. Never replaces an existing one without ROTATE.
#
#   make-secrets.sh DIRECTORY [TEMPLATE]
#
#   cookie-secrets            one a line; the first one signs cookies, all are accepted
#   redis-app-password        the backends' password
#   redis-operator-password   the operator's password
#   users.acl                 Redis' users, rendered from TEMPLATE at every run, so that a changed template
#                             also takes effect in an existing directory
#
# With TOPOLOGY=sentinel or cluster, also from the templates in TEMPLATE's folder:
#   redis-node-password       Redis' own processes log in to each other with it; it is not rotated
#   users.acl                 includes the user of these processes
#   sentinel.acl              the users of the sentinels
#
# ROTATE replaces them in four steps. The services restart or reload between the steps (make rotate-secrets):
#   begin    adds a second cookie secret, which is accepted, and second passwords, which Redis will accept
#   take     makes the second passwords the current ones; the first ones are still accepted
#   switch   makes the second cookie secret sign; the first one is accepted until the next rotation
#   end      removes the first passwords
#
# Only the owner can read the files. If backends and Redis run as different users (Compose), the groups BACKEND_GROUP and
# REDIS_GROUP can read their own files; the caller must belong to both groups.
set -eu

directory=${1:?usage: make-secrets.sh DIRECTORY [TEMPLATE]}
template=${2:-$(dirname "$0")/../redis/users.acl.template}

# An empty user list would let every client in, so a missing template is an error.
[ -s "$template" ] || { echo "make-secrets: cannot read $template" >&2; exit 1; }

umask 077
mkdir -p "$directory"

# 32 random bytes as 64 hexadecimal digits, which need no quoting.
random() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

# Writes standard input to a file and renames it, so that readers never see half a file. The group, if given, can read it.
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

begin() { # NAME GROUP: creates a second password, unless an interrupted rotation has created it
  [ -s "$directory/$1.new" ] || random | write "$1.new" "$2"
}

take() { # NAME
  [ -s "$directory/$1.new" ] || return 0
  mv -f "$directory/$1" "$directory/$1.old"
  mv -f "$directory/$1.new" "$directory/$1"
}

# macOS has no sha256sum, and minimal systems have no shasum.
for sha256 in sha256sum 'shasum -a 256' 'openssl dgst -sha256 -r' ''; do
  ! command -v ${sha256%% *} >/dev/null || break
done
[ -n "$sha256" ] || { echo "make-secrets: sha256sum, shasum and openssl are missing: install one of them" >&2; exit 1; }

hash_of() { # NAME: hashes the content without a final line break, which an editor may have added
  line=$(printf %s "$(cat "$directory/$1")" | $sha256)
  [ "${#line}" -ge 64 ] || { echo "make-secrets: $sha256 printed no hash" >&2; exit 1; }
  echo "${line%% *}"
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
    # printf ends every line, because a file of one line may have no line break. The third secret stays accepted: after an
    # interrupted rotation a backend may still sign with it.
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
    # All backends sign with the first secret now, so a third one is not needed.
    lines="$(sed -n 2p "$directory/cookie-secrets")
$(sed -n 1p "$directory/cookie-secrets")"
    printf '%s\n' "$lines" | write cookie-secrets "${BACKEND_GROUP:-}"
    ;;
  end)
    rm -f "$directory/redis-app-password.old" "$directory/redis-operator-password.old"
    ;;
  *)
    echo "make-secrets: ROTATE must be begin, take, switch or end" >&2
    exit 2
    ;;
esac

# Prints the hash of a password, and during a rotation also the hash of the other one.
hashes() { # NAME
  [ -s "$directory/$1" ] || return 0
  text=$(hash_of "$1") || exit 1
  for other in "$1.new" "$1.old"; do
    [ -s "$directory/$other" ] || continue
    more=$(hash_of "$other") || exit 1
    text="$text #$more"
  done
  echo "$text"
}

app=$(hashes redis-app-password)
operator=$(hashes redis-operator-password)
node=$(hashes redis-node-password)

# Redis' ACL file allows no comments and no continuation lines. The templates have both.
render() { # TEMPLATE…
  cat "$@" |
    sed -e "s/@APP_PASSWORD_SHA256@/$app/" -e "s/@OPERATOR_PASSWORD_SHA256@/$operator/" \
      -e "s/@NODE_PASSWORD_SHA256@/$node/" -e '/^#/d' -e '/^$/d' |
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

# 711: members of the groups can open their files, but cannot list the directory.
if [ -n "${BACKEND_GROUP:-}${REDIS_GROUP:-}" ]; then chmod 711 "$directory"; fi
