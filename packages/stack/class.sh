# What `make class` adds to `make up`: the stack listens on the local network, and its switches need a presenter key.

# The machine's IPv4 addresses, that of the default route first, without those of virtual networks.
network_addresses() {
  {
    if [ "$(uname)" = Darwin ]; then
      ipconfig getifaddr "$(route -n get default 2>/dev/null | sed -n 's/.*interface: //p')" || true
      ifconfig | sed -n 's/.*inet \([0-9.]*\) .*broadcast.*/\1/p'
    else
      # 198.51.100.1 belongs to nobody (RFC 5737), so this finds the default route. Nothing is sent.
      ip -4 route get 198.51.100.1 | sed -n 's/.* src \([0-9.]*\).*/\1/p'
      ip -4 -o addr show up scope global | grep -Ev '^[0-9]+: (docker|br-|veth|virbr)' | sed 's/.* inet \([0-9.]*\).*/\1/'
    fi
  } 2>/dev/null | awk '!seen[$0]++'
}

choose_class_settings() {
  [ "${LAB:-on}" = on ] || fail "make class needs the lab: leave out LAB=off."
  found=$(network_addresses)
  class_host=${HOST_ADDRESS:-$(echo "$found" | head -n 1)}
  [ -n "$class_host" ] ||
    fail "This machine has no network address: connect it to the network of the class, or set HOST_ADDRESS."
  # shellcheck disable=SC2086 # one argument an address
  hosts=$(printf '%s\n' "$class_host" $found "$(uname -n)" "$(uname -n).local" | grep -E '^[A-Za-z0-9.-]+$' | awk '!seen[$0]++' | paste -s -d , -)
  export LISTEN_ADDRESS=0.0.0.0 ALLOWED_HOSTS="$hosts${ALLOWED_HOSTS:+,$ALLOWED_HOSTS}"
  # Four hours. The default would undo a switch during a long explanation.
  export LAB_QUIET_SECONDS="${LAB_QUIET_SECONDS:-14400}"
  if [ -z "${PRESENTER_KEY:-}${PRESENTER_KEY_FILE:-}" ]; then
    # Without letters and digits that look alike.
    PRESENTER_KEY=$(LC_ALL=C tr -dc a-km-np-z2-9 </dev/urandom | head -c 10)
    export PRESENTER_KEY
  fi
}

print_class() {
  page=$(page_address)
  class_address=$class_host:${page##*:}
  join=${page%%://*}://$class_address/join
  echo "The class is open to the local network."
  echo
  qr_code "$join"
  echo
  echo "  Students open  $join"
  echo "  You open       $page/?present&class=$class_address"
  echo "  Presenter key  ${PRESENTER_KEY:-the content of $PRESENTER_KEY_FILE}"
  echo
  echo "  If phones cannot open it: is a firewall in between, or is HOST_ADDRESS=… needed? make down ends the class."
}
