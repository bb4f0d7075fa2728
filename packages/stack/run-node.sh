#!/bin/sh
# Installs the project's dependencies if they are missing, and runs a command with them and the project's Node 24 first in
# the PATH: run-node.sh node packages/stack/src/local/main.ts up
set -eu
CDPATH='' cd "$(dirname "$0")/../.."
# npm and Vite work differently with it. The backends' NODE_ENV is set by the stack.
unset NODE_ENV

fail() {
  echo "$1" >&2
  exit 1
}

command -v npm >/dev/null ||
  fail "Node.js with npm is missing: install Node.js 20 or newer (https://nodejs.org), then try again."

# No dependency needs an install script: argon2 and the bundlers ship prebuilt binaries.
# npm writes the list of what it has installed last, so it is missing after an interrupted installation. It has no "dev"
# after an installation without development packages.
installed=node_modules/.package-lock.json
if [ package-lock.json -nt $installed ] || ! grep -q '"dev": true' $installed 2>/dev/null; then
  echo "Installing the dependencies (npm ci)" >&2
  # --include: npm's own configuration can omit them.
  npm ci --include=dev --include=optional --ignore-scripts --no-audit --no-update-notifier --loglevel=error >/dev/null ||
    fail "The dependencies could not be installed: see above."
  touch $installed
fi

# Packages of this repository are imported from their sources, without a build (see .npmrc). The shell's own value is for
# another version of Node, which may have other options.
export NODE_OPTIONS=--conditions=@session-clustering/source
PATH=$PWD/node_modules/.bin:$PATH
# The npm package `node` has binaries for Linux (glibc) and macOS. On other systems the installed Node must be 24 or newer.
if ! node_modules/.bin/node --version >/dev/null 2>&1; then
  rm -f node_modules/.bin/node
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 24 ] ||
    fail "Node.js 24 is needed; this machine has $major, and npm has no Node for it: install Node.js 24 (https://nodejs.org)."
fi
export PATH
# Programs that use the shell's proxy must not use it for the stack.
except=${no_proxy:-${NO_PROXY:-}}
export no_proxy="localhost,127.0.0.1,::1${except:+,$except}"
export NO_PROXY="$no_proxy"
exec "$@"
