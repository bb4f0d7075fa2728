#!/usr/bin/env bash
# Installs Docker Engine and Compose v2 on Debian 12 from Debian packages, and starts the daemon in the background. Does
# nothing if an engine answers already.
#
# Debian 12 has only Compose v1. The four Docker packages come from Debian 13, and their dependencies from Debian 12.
set -euo pipefail

if ! docker compose version >/dev/null 2>&1 || { ! docker info >/dev/null 2>&1 && ! command -v dockerd >/dev/null; }; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/sources.list"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  trixie=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
  apt-get -qq "${trixie[@]}" update
  (cd "$work" && apt-get -qq "${trixie[@]}" download docker.io docker-cli docker-compose docker-buildx)
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$work"/*.deb >/dev/null
fi

if ! docker info >/dev/null 2>&1; then
  setsid nohup dockerd >/var/log/dockerd.log 2>&1 </dev/null &
  for _ in $(seq 60); do
    docker info >/dev/null 2>&1 && break
    sleep 0.5
  done
fi
docker version --format 'engine {{.Server.Version}}' || { tail -20 /var/log/dockerd.log; exit 1; }
docker compose version
