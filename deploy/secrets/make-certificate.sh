#!/bin/sh
# Writes nginx' certificate and key into a directory, as certificate.pem and key.pem.
#
#   make-certificate.sh DIRECTORY [CERTIFICATE KEY]
#
# It copies the given pair. Without one it uses a self-signed certificate for localhost, created at the first start and
# renewed a week before it expires. Browsers do not trust that certificate until the user accepts it.
set -eu

directory=${1:?usage: make-certificate.sh DIRECTORY [CERTIFICATE KEY]}
certificate=${2:-}
key=${3:-}
# Compose must mount something: without a certificate it mounts /dev/null.
[ ! -c "$certificate" ] || certificate=
[ ! -c "$key" ] || key=

fail() {
  echo "make-certificate: $1" >&2
  exit 1
}

# Whether the certificate is valid for another week, and is no CA: the key of a CA that a user trusts can sign certificates
# for every site. Earlier versions of this script made one.
is_usable() {
  week=604800
  openssl x509 -in "$1" -noout -checkend $week >/dev/null 2>&1 &&
    openssl x509 -in "$1" -noout -text | grep -q CA:FALSE
}

umask 077
mkdir -p "$directory"

if [ -n "$certificate$key" ]; then
  for file in "$certificate" "$key"; do
    [ -r "$file" ] || fail "cannot read \"$file\", of TLS_CERTIFICATE_FILE and TLS_KEY_FILE, as user $(id -u)"
  done
  [ "$(openssl x509 -in "$certificate" -noout -pubkey)" = "$(openssl pkey -in "$key" -pubout)" ] ||
    fail "TLS_KEY_FILE is not the key of the certificate in TLS_CERTIFICATE_FILE"
else
  certificate=$directory/self-signed.pem
  key=$directory/self-signed-key.pem
  if ! is_usable "$certificate"; then
    # OpenSSL's own settings would make a CA certificate. 397 days is the longest time that browsers accept.
    cat >"$directory/openssl.cnf" <<'END'
[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
END
    openssl req -x509 -config "$directory/openssl.cnf" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
      -keyout "$key.new" -out "$certificate.new" 2>/dev/null || fail "openssl could not make a certificate"
    mv -f "$key.new" "$key"
    mv -f "$certificate.new" "$certificate"
    echo "made a certificate for localhost"
  fi
fi

cp "$key" "$directory/key.pem.new"
cp "$certificate" "$directory/certificate.pem.new"
mv -f "$directory/key.pem.new" "$directory/key.pem"
mv -f "$directory/certificate.pem.new" "$directory/certificate.pem"
