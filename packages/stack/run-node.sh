#!/bin/sh
# Installs the project's dependencies if they are missing, and runs a command with them and the project's Node 24 first in
# the PATH: run-node.sh node packages/stack/src/local/main.ts up
set -eu
cd "$(dirname "$0")/../.."

fail() {
  echo "$1" >&2
  exit 1
}

command -v npm >/dev/null ||
  fail "Node.js with npm is missing: install Node.js 20 or newer (https://nodejs.org), then try again."

# No dependency needs an install script: argon2 and the bundlers ship prebuilt binaries.
# npm writes node_modules/.package-lock.json last, so it is missing after an interrupted installation.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Installing the dependencies (npm ci)" >&2
  npm ci --ignore-scripts --no-audit --no-update-notifier --loglevel=error >/dev/null || fail "npm ci failed: see above."
  touch node_modules/.package-lock.json
fi

PATH=$PWD/node_modules/.bin:$PATH
# The npm package `node` has binaries for Linux (glibc) and macOS. On other systems the installed Node must be 24 or newer.
if ! node_modules/.bin/node --version >/dev/null 2>&1; then
  rm -f node_modules/.bin/node
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 24 ] ||
    fail "Node.js 24 is needed; this machine has $major, and npm has no Node for it: install Node.js 24 (https://nodejs.org)."
fi
export PATH
# Packages of this repository are imported from their sources, without a build (see .npmrc).
export NODE_OPTIONS="--conditions=@session-clustering/source ${NODE_OPTIONS-}"
exec "$@"
