#!/usr/bin/env bash
# Installs what the tests use beyond .NET: restic and MariaDB (apt, as root only), HAProxy and BIND (apt, as root
# only; unpacked beside the sources), libfaketime (as these) and Azurite (npm). What cannot be had is left out; the tests that need it are then skipped by name, with the reason.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

install() { # program, package: by apt where the program is missing
  if command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests: $2 is missing and only root can install it" >&2
    return
  fi
  echo "tests: installing $2"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get install -y -qq "$2" || { apt-get update -qq && apt-get install -y -qq "$2"; }; } </dev/null >/dev/null 2>&1 \
    || echo "tests: $2 could not be installed" >&2
}
install restic restic
install mariadbd mariadb-server-core # not mariadb-server, which would start one
install mariadb-binlog mariadb-client

# A plugin that the tests use is in the package that would start a server: taken out of it.
plugin=auth_ed25519.so plugins=artifacts/mariadb-plugins
if [ ! -e "/usr/lib/mysql/plugin/$plugin" ] && [ ! -e "$plugins/$plugin" ] && command -v apt-get >/dev/null; then
  echo "tests: fetching MariaDB's $plugin"
  mkdir -p "$plugins"
  (cd "$plugins" && apt-get download -qq mariadb-server >/dev/null 2>&1 \
    && dpkg-deb --fsys-tarfile mariadb-server_*.deb | tar -xO "./usr/lib/mysql/plugin/$plugin" >"$plugin.new" \
    && mv "$plugin.new" "$plugin") || echo "tests: MariaDB's $plugin could not be had" >&2
  rm -f "$plugins"/mariadb-server_*.deb "$plugins"/*.new
fi

# Lets tests set the wall clock of single processes: unpacked, since only tests want it.
clock=artifacts/faketime
if [ ! -d "$clock/usr" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "tests: fetching libfaketime"
  mkdir -p "$clock"
  (cd "$clock" && { apt-get download -qq libfaketime || { apt-get update -qq && apt-get download -qq libfaketime; }; } \
    >/dev/null 2>&1 && dpkg-deb -x libfaketime_*.deb .) || echo "tests: libfaketime could not be had" >&2
  rm -f "$clock"/*.deb
fi

# HAProxy and BIND would each start a service: unpacked, not installed. apt names what of their libraries is missing.
traffic=artifacts/traffic packages=()
[ -x /usr/sbin/haproxy ] || [ -x "$traffic/usr/sbin/haproxy" ] || packages+=(haproxy)
[ -x /usr/sbin/named ] || [ -x "$traffic/usr/sbin/named" ] || packages+=(bind9)
if [ ${#packages[@]} -ne 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests: ${packages[*]} missing and only root can fetch them" >&2
  else
    echo "tests: fetching ${packages[*]}"
    debs=$PWD/$traffic/debs
    mkdir -p "$debs/partial"
    fetch() {
      apt-get install -y -qq --no-install-recommends --download-only -o "Dir::Cache::archives=$debs" "${packages[@]}"
    }
    { fetch || { apt-get update -qq && fetch; }; } </dev/null >/dev/null 2>&1 \
      && for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$traffic" || break; done \
      || echo "tests: ${packages[*]} could not be had" >&2
    rm -rf "$debs"
  fi
fi

azurite=artifacts/azurite
if [ ! -e "$azurite/node_modules/azurite/dist/src/azurite.js" ]; then
  if command -v npm >/dev/null; then
    echo "tests: installing Azurite"
    mkdir -p "$azurite"
    cp tests/azurite/package.json tests/azurite/package-lock.json tests/azurite/.npmrc "$azurite/"
    (cd "$azurite" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >/dev/null \
      || { echo "tests: Azurite could not be installed" >&2; rm -rf "$azurite"; }
  else
    echo "tests: Azurite needs Node.js 20 and npm" >&2
  fi
fi
exit 0
