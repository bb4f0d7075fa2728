#!/usr/bin/env bash
# Unpacks nginx of Debian testing into DIRECTORY: nginx-variant.sh DIRECTORY
#
# It is of the branch of the official image; nginx of Debian 12 cannot resolve the servers of an upstream. DIRECTORY/nginx passes
# its arguments to it. The script does not change the system. Requires Debian 12 on x86-64.
set -euo pipefail

directory=${1:?usage: nginx-variant.sh DIRECTORY}
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
(cd "$work/debs" && apt-get -qq "${apt[@]}" download nginx libc6 libcrypt1 libpcre2-8-0 libssl3t64 zlib1g libzstd1)
for deb in "$work"/debs/*.deb; do
  dpkg-deb -x "$deb" "$directory/root"
done
cat >"$directory/nginx" <<END
#!/bin/sh
exec '$directory/root/usr/lib64/ld-linux-x86-64.so.2' --argv0 '$directory/root/usr/sbin/nginx' \\
  --library-path '$directory/root/usr/lib/x86_64-linux-gnu' '$directory/root/usr/sbin/nginx' "\$@"
END
chmod +x "$directory/nginx"
"$directory/nginx" -v
