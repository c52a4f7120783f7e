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
for program in mariadbd mariadb-dump mydumper myloader zstd /usr/bin/time; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || { echo "bench: $program is missing" >&2; exit 1; }
done
dotnet build "$root/bench/MariaDb" -c Release -v quiet -nologo >/dev/null
mesh=$root/artifacts/Mesh/bin/MariaDb.Bench/release/Mesh.MariaDb.Bench
work=$(mktemp -d "${work:-${TMPDIR:-/tmp}}/mesh-bench-XXXXXX")
servers=()
trap 'kill "${servers[@]}" 2>/dev/null; wait; rm -rf "$work"' EXIT

start() { # name: a server on a socket only
  local folder=$work/$1
  mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$folder" --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1
  /usr/sbin/mariadbd --no-defaults --user="$(id -un)" --datadir="$folder" --socket="$work/$1.sock" --skip-networking --server-id=1 \
    --log-bin="$folder/binlog" --binlog-format=ROW --innodb-buffer-pool-size=1G --innodb-log-file-size=512M --max-allowed-packet=64M \
    >"$work/$1.log" 2>&1 &
  servers+=($!)
  for _ in $(seq 300); do mariadb --no-defaults -uroot -S "$work/$1.sock" -e 'SELECT 1' >/dev/null 2>&1 && return; sleep 0.1; done
  cat "$work/$1.log" >&2; exit 1
}

sql() { mariadb --no-defaults -uroot -S "$work/$1.sock" -e "$2"; }

fill() { # about 330 bytes a row, half of them compressible
  sql source "CREATE DATABASE bench; USE bench;
    CREATE TABLE orders (id BIGINT PRIMARY KEY, customer INT NOT NULL, made DATETIME(3), price DECIMAL(12,2), state ENUM('new','paid','sent'),
      note VARCHAR(400), token VARBINARY(32), KEY (customer), KEY (made));
    CREATE TABLE events (k VARCHAR(36) PRIMARY KEY, n INT UNSIGNED, rate DOUBLE, body TEXT);
    INSERT INTO orders SELECT seq, seq * 7919 % 100003, '2020-01-01' + INTERVAL seq SECOND, seq % 99991 / 7, 1 + seq % 3,
      CONCAT(SHA2(seq, 512), REPEAT('order text ', 5 + seq % 10)), UNHEX(SHA2(-seq, 256)) FROM seq_1_to_$((size * 2000));
    INSERT INTO events SELECT CONCAT('event-', LPAD(seq * 7, 12, '0')), seq, seq / 7, CONCAT(SHA2(seq + 0.5, 512), REPEAT('body of it ', 8 + seq % 9))
      FROM seq_1_to_$((size * 1000)); ANALYZE TABLE orders, events"
}

measure() { # name, command: adds its wall and CPU time to the results
  local name=$1; shift
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" bash -o pipefail -c "$*" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; echo "bench: $name failed" >&2; exit 1; }
  awk -v name="$name" '{ printf "%-24s %7.1f s  client CPU %6.1f s  %5.0f MiB\n", name, $1, $2 + $3, $4 / 1024 }' "$work/time" | tee -a "$work/results"
  grep -E 'dump:|rows:|verify:' "$work/err" | sed 's/^/    /' || true
}

start source; start target; fill
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
