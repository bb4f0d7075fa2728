#!/usr/bin/env bash
# Unpacks programs of Debian testing into DIRECTORY: debian-testing.sh DIRECTORY
#
#   nginx      of the branch of the official image; nginx of Debian 12 cannot resolve the servers of an upstream
#   kustomize  is not in Debian 12
#
# DIRECTORY/NAME passes its arguments to the program. The script does not change the system. Requires Debian 12 on x86-64.
set -euo pipefail

directory=${1:?usage: debian-testing.sh DIRECTORY}
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror forky main" >"$work/sources.list"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs"
# A mirror may be out of date.
apt=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root
  -o Acquire::Check-Valid-Until=false)
apt-get -qq "${apt[@]}" update
(cd "$work/debs" && apt-get -qq "${apt[@]}" download nginx kustomize \
  libc6 libcrypt1 libpcre2-8-0 libssl3t64 zlib1g libzstd1)
root=$directory/root
for deb in "$work"/debs/*.deb; do
  dpkg-deb -x "$deb" "$root"
done

# The wrapper calls the loader explicitly, so that only this process uses these libraries, and its children do not.
wrapper() { # PROGRAM
  local wrapper=$directory/${1##*/}
  cat >"$wrapper" <<END
#!/bin/sh
exec '$root/usr/lib64/ld-linux-x86-64.so.2' --argv0 '$root$1' --library-path '$root/usr/lib/x86_64-linux-gnu' '$root$1' "\$@"
END
  chmod +x "$wrapper"
}
wrapper /usr/sbin/nginx
wrapper /usr/bin/kustomize
"$directory/nginx" -v
"$directory/kustomize" version
