#!/bin/sh
# Installs Debian packages, as root. The packages nginx and redis-server would start a system-wide service now and at
# every boot. The project needs only their programs, so this script prevents both.
set -eu

# Packages start no service while policy-rc.d exits with 101. An existing policy-rc.d stays unchanged.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 130' INT TERM
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
fi

export DEBIAN_FRONTEND=noninteractive
# Waits up to 300 s while another apt process holds the lock.
apt="apt-get -qq -o DPkg::Lock::Timeout=300"
$apt update
$apt install -y --no-install-recommends "$@"

# Callers pass only packages that were missing, so no other program uses these services.
for package in "$@"; do
  case $package in
    nginx | redis-server) systemctl disable --quiet "$package" 2>/dev/null || update-rc.d "$package" disable ;;
  esac
done
