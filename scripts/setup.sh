#!/usr/bin/env bash
# Installs what the tests need beyond Node and npm, on Debian and Ubuntu. Says what it does; starts no service.
set -euo pipefail

say() { printf 'setup: %s\n' "$*"; }

node_version="$(node --version 2>/dev/null || true)"
case "$node_version" in
  v2[1-9].* | v[3-9][0-9].* | v20.19.* | v20.[2-9][0-9].*) say "Node $node_version" ;;
  *)
    say "Node 20.19 or newer is needed, found '${node_version:-none}'; see https://nodejs.org"
    exit 1
    ;;
esac

# better-sqlite3 compiles itself where no ready binary can be fetched.
missing=()
command -v make >/dev/null || missing+=(make)
command -v g++ >/dev/null || missing+=(g++)
command -v python3 >/dev/null || missing+=(python3)
# The tests of the sources make certificates and start a private PostgreSQL.
command -v openssl >/dev/null || missing+=(openssl)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)

# The tests of the workers start Redis servers of their own, which they kill; REDIS_URL only saves the one that all share.
needs_redis=0
if ! command -v redis-server >/dev/null; then
  needs_redis=1
  command -v redis-check-rdb >/dev/null || missing+=(redis-tools)
fi

# The tests of the report page need a browser: the names are those that scripts/testing/browser.ts looks for.
needs_browser=0
if ! [ -x "${CHROMIUM_PATH:-}" ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
  needs_browser=1
fi

if [ "${#missing[@]}" -eq 0 ] && [ "$needs_redis" -eq 0 ] && [ "$needs_browser" -eq 0 ]; then
  say 'what compiles and what the tests start is there; nothing to install'
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  say "please install (no apt-get here): ${missing[*]} redis-server chromium, as far as they are lacking"
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say 'please run this script as root, or install sudo'
    exit 1
  fi
  as_root=(sudo)
fi
scratch="$(mktemp -d)"
policy=/usr/sbin/policy-rc.d
placed_policy=0
no_cluster=/etc/postgresql-common/createcluster.d/cuadre-setup.conf
placed_no_cluster=0
cleanup() {
  [ "$placed_policy" -eq 0 ] || "${as_root[@]}" rm -f "$policy"
  [ "$placed_no_cluster" -eq 0 ] || "${as_root[@]}" rm -f "$no_cluster"
  rm -rf "$scratch"
}
trap cleanup EXIT
# Debian asks this file before a package starts its service: 101 means no. One that is there already decides by itself.
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$scratch/policy-rc.d"
  "${as_root[@]}" install -m 755 "$scratch/policy-rc.d" "$policy"
  placed_policy=1
fi
# Nor is one to start with the machine: the programs of PostgreSQL are all that is wanted, and no cluster of its own.
if [[ " ${missing[*]} " == *' postgresql '* ]]; then
  printf 'create_main_cluster = false\n' >"$scratch/no-cluster.conf"
  "${as_root[@]}" install -D -m 644 "$scratch/no-cluster.conf" "$no_cluster"
  placed_no_cluster=1
fi
apt_install() {
  say "installing $*"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}
"${as_root[@]}" apt-get update -qq
[ "${#missing[@]}" -eq 0 ] || apt_install "${missing[@]}"

# Debian and Ubuntu ship one binary under several names: what redis-tools calls redis-check-rdb is the server when it is
# called redis-server.
if [ "$needs_redis" -eq 1 ]; then
  checker="$(command -v redis-check-rdb || true)"
  [ -z "$checker" ] || ln -s "$checker" "$scratch/redis-server"
  if [ -n "$checker" ] && "$scratch/redis-server" --version 2>/dev/null | grep -q '^Redis server'; then
    say "linking $checker to /usr/local/bin/redis-server"
    "${as_root[@]}" ln -sf "$checker" /usr/local/bin/redis-server
  else
    apt_install redis-server
  fi
fi
# Ubuntu has it as a snap only, which its service brings: that is for a person to decide, and everything else is there.
if [ "$needs_browser" -eq 1 ]; then
  apt_install chromium ||
    say 'no browser could be installed: "snap install chromium" brings one on Ubuntu, or set CHROMIUM_PATH; the tests of the pages need it'
fi
say 'done'
