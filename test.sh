#!/usr/bin/env bash
# The test command. Fast gate: ./test.sh; with the long random and kill suites: ./test.sh --long
# Other arguments go to 'dotnet test' as they are, for example: ./test.sh --filter FullyQualifiedName~Chunker
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

filter='Category!=Long'
seed=20260101 # the gate says the same of the same tree; --long looks further, each time elsewhere
pass_on=()
while [ $# -gt 0 ]; do
  case $1 in
    --long) filter='' seed='' ;;
    --filter) filter=$2; shift ;;
    -h|--help) sed -n '2,4s/^# //p' "$0"; exit 0 ;;
    *) pass_on+=("$1") ;;
  esac
  shift
done

command -v dotnet >/dev/null || { echo "test.sh: the .NET 10 SDK is needed (no 'dotnet' on PATH)" >&2; exit 1; }
bash tests/install.sh
if [ -n "$seed" ]; then export MESH_SEED=${MESH_SEED:-$seed}; fi

results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"
dotnet build Mesh.sln -c Release -v quiet -nologo || exit 1

# One project after the other (-m:1): their servers and processes share few cores.
# A test that never ends is named and its host is ended, instead of keeping CI until its own limit.
dotnet test Mesh.sln -c Release --no-build -nologo -v quiet -m:1 --blame-hang-timeout 15m --blame-hang-dump-type none \
  ${filter:+--filter "$filter"} --logger trx --results-directory "$results" \
  --logger 'console;verbosity=minimal' "${pass_on[@]+"${pass_on[@]}"}"
status=$?

# Every skipped test, by name, with its reason.
awk '
  match($0, /testName="[^"]*"/) { name = substr($0, RSTART + 10, RLENGTH - 11); skipped = /outcome="NotExecuted"/ }
  skipped && match($0, /<(StdOut|Message)>[^<]*/) {
    reason = substr($0, RSTART, RLENGTH)
    sub(/<[^>]*>/, "", reason)
    print "skipped: " name ": " reason
    skipped = 0
  }
' "$results"/*.trx 2>/dev/null | sort -u

counts=$(awk '
  /<Counters / {
    for (i = 1; i <= NF; i++) if (split($i, kv, /="?|"/) >= 2) value[kv[1]] = kv[2]
    total += value["total"]; executed += value["executed"]; passed += value["passed"]
  }
  END { printf "%d %d %d", passed, executed - passed, total - executed }' "$results"/*.trx 2>/dev/null)
read -r passed failed skipped <<<"${counts:-0 0 0}"
if [ "$passed" -eq 0 ] || [ "$failed" -ne 0 ]; then status=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
