#!/usr/bin/env bash
# Dump and load of a MariaDB database: Mesh beside mariadb-dump | zstd -1 and mydumper/myloader. Mesh's times include
# hashing, deduplication, encryption, and on load the comparison of all rows; ratios below 1 are in Mesh's favour.
#   bench/mariadb.sh [--size MiB] [--work DIR]
# Needs:  apt-get install mariadb-server-core mariadb-client mydumper zstd time
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
size=600 work=''
while [ $# -gt 0 ]; do
  case $1 in
    --size) size=$2 ;;
    --work) work=$2 ;;
    *) sed -n '2,5s/^# *//p' "$0"; exit 2 ;;
  esac
  shift 2
done
source "$root/bench/servers.sh"
need mariadb-dump mydumper myloader zstd

measure() { # name, command: adds its wall and CPU time to the results
  local name=$1; shift
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" bash -o pipefail -c "$*" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; echo "bench: $name failed" >&2; exit 1; }
  awk -v name="$name" '{ printf "%-24s %7.1f s  client CPU %6.1f s  %5.0f MiB\n", name, $1, $2 + $3, $4 / 1024 }' "$work/time" | tee -a "$work/results"
  grep -E 'dump:|rows:|verify:' "$work/err" | sed 's/^/    /' || true
}

start source; start target; fill source
sql source "SELECT ROUND(SUM(data_length + index_length) / 1048576) AS 'MiB of tables and indexes' FROM information_schema.tables WHERE table_schema = 'bench'"
s=$work/source.sock t=$work/target.sock
measure mariadb-dump "mariadb-dump --no-defaults -uroot -S $s --single-transaction --hex-blob --databases bench | zstd -q -1 -f -o $work/dump.zst"
measure mydumper "mydumper -u root -S $s -B bench -o $work/mydumper -t 4 -c --trx-consistency-only"
measure mesh-dump "$mesh dump $s $work/repository bench >$work/tree"
measure mesh-dump-again "$mesh dump $s $work/repository bench"
measure mariadb-load "zstd -q -d -c $work/dump.zst | mariadb --no-defaults -uroot -S $t"
sql target 'DROP DATABASE bench'
measure myloader "myloader -u root -S $t -d $work/mydumper -t 4 -o"
sql target 'DROP DATABASE bench'
measure mesh-load "$mesh load $t $work/repository \$(cat $work/tree)"
du -sm "$work/dump.zst" "$work/mydumper" "$work/repository" | sed "s#$work/##"
for pair in "mesh-dump mariadb-dump" "mesh-dump mydumper" "mesh-load mariadb-load" "mesh-load myloader"; do
  set -- $pair
  awk -v a="$(awk -v n="$1" '$1 == n { print $2 }' "$work/results")" -v b="$(awk -v n="$2" '$1 == n { print $2 }' "$work/results")" \
    -v name="$1 / $2" 'BEGIN { printf "%-28s %.2f\n", name, a / b }'
done
