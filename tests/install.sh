#!/usr/bin/env bash
# Installs what the tests use beyond .NET: restic (apt, as root only) and Azurite (npm). What cannot be had is left
# out; the tests that need it are then skipped by name, with the reason.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

if ! command -v restic >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "tests: installing restic"
    { apt-get install -y -qq restic || { apt-get update -qq && apt-get install -y -qq restic; }; } >/dev/null 2>&1 \
      || echo "tests: restic could not be installed" >&2
  else
    echo "tests: restic is missing and only root can install it" >&2
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
