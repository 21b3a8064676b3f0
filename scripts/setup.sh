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

# better-sqlite3 compiles itself where no ready binary can be fetched; report.html is tested in a browser.
missing=()
command -v make >/dev/null || missing+=(make)
command -v g++ >/dev/null || missing+=(g++)
command -v python3 >/dev/null || missing+=(python3)
if [ -z "${CHROMIUM_PATH:-}" ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then missing+=(chromium); fi
# The tests of the sources make certificates and start a private PostgreSQL; the package's own cluster is not touched.
command -v openssl >/dev/null || missing+=(openssl)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)

if [ "${#missing[@]}" -eq 0 ]; then
  say 'what compiles and what the tests start is there; nothing to install'
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  say "please install: ${missing[*]} (no apt-get here)"
  exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say "please install as root: apt-get install ${missing[*]}"
    exit 1
  fi
  as_root=(sudo)
fi

say "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
