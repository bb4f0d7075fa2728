#!/bin/sh
# Installs Debian packages, as root. nginx and redis-server are wanted as programs only: their
# packages would start a system-wide service at once, and again at every boot.
set -eu

# While a policy-rc.d answers 101, packages start nothing. An administrator's own stays as it is.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 130' INT TERM
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
fi

export DEBIAN_FRONTEND=noninteractive
# Another installation may hold the lock for a while.
apt="apt-get -qq -o DPkg::Lock::Timeout=300"
$apt update
$apt install -y --no-install-recommends "$@"

# Only packages that were missing come here, so these services are nobody else's.
for package in "$@"; do
  case $package in
    nginx | redis-server) systemctl disable --quiet "$package" 2>/dev/null || update-rc.d "$package" disable ;;
  esac
done
