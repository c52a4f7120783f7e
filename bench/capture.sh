#!/usr/bin/env bash
# The log of a MariaDB server captured by Mesh beside mariadb-binlog --raw --stop-never; what a capture or a dump does to
# the latency of a paced workload of small transactions (row changes a second, each transaction of ten); the RPO; and how
# fast a finished log is caught up with. Everything runs on one machine. Mesh's CPU includes SHA-256, compression,
# encryption and reading back. Ratios below 1 are in Mesh's favour.
#   bench/capture.sh [--rate CHANGES] [--seconds N] [--log MiB] [--size MiB] [--work DIR]
# Needs:  apt-get install mariadb-server-core mariadb-client zstd time
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rate=5000 seconds=30 log=1100 size=600 work=''
while [ $# -gt 0 ]; do
  case $1 in
    --rate) rate=$2 ;;
    --seconds) seconds=$2 ;;
    --log) log=$2 ;;
    --size) size=$2 ;;
    --work) work=$2 ;;
    *) sed -n '2,7s/^# *//p' "$0"; exit 2 ;;
  esac
  shift 2
done
source "$root/bench/servers.sh"
need mariadb-binlog mariadb-dump zstd
# What the preflight of Mesh asks of a server.
start source --binlog-row-metadata=FULL --sync-binlog=1 --max-binlog-size=1G
s=$work/source.sock

newest() { mariadb --no-defaults -uroot -S "$s" -NBe 'SHOW MASTER STATUS' | cut -f1; }
value() { sed -n "s/.*\\b$1=\\([^ ]*\\).*/\\1/p" <<<"$2"; }
peer() { mariadb-binlog --no-defaults --read-from-remote-server --raw -uroot -S "$s" --result-file="$work/peer/" "$@"; }

timed() { # name, command: its CPU seconds and wall time go to a file
  local name=$1; shift
  exec /usr/bin/time -f '%U %S %e %M' -o "$work/$name.time" "$@" >"$work/$name.out" 2>"$work/$name.err"
}

# The workload, beside a program that runs as long as it does (a capture) or again and again (a dump).
under() { # name, again or along or alone, command...
  local name=$1 how=$2 work_line side=''; shift 2
  sql source 'FLUSH BINARY LOGS'
  case $how in
    along) timed "$name" "$@" & side=$! ;;
    again) (while [ ! -e "$work/stop" ]; do "$@" >"$work/$name.out" 2>"$work/$name.err" || touch "$work/$name.failed"; done) & side=$! ;;
  esac
  work_line=$("$mesh" work "$s" "$seconds" "$rate")
  if [ "$how" = along ]; then
    # Time for what was read last to be stored; then the program is told to end, not the clock around it.
    sleep 4
    kill -TERM "$(pgrep -P "$side")"
    wait "$side" || true
  elif [ "$how" = again ]; then
    touch "$work/stop"; wait "$side"; rm "$work/stop"
    [ ! -e "$work/$name.failed" ] || { cat "$work/$name.err" >&2; exit 1; }
  fi
  printf '%s %s %s %s %s\n' "$name" "$(value changes "$work_line")" "$(value p50 "$work_line")" "$(value p99 "$work_line")" \
    "$(value max "$work_line")" >>"$work/latencies"
}

dump_peer() { mariadb-dump --no-defaults -uroot -S "$s" --single-transaction --hex-blob --databases bench | zstd -q -1 -f -o "$work/dump.zst"; }
dump_mesh() { rm -rf "$work/dumps"; "$mesh" dump "$s" "$work/dumps" bench "$@"; }

fill source
mkdir "$work/peer"
under alone alone
under mariadb-binlog along mariadb-binlog --no-defaults --read-from-remote-server --raw --stop-never --stop-never-slave-server-id=98 \
  -uroot -S "$s" --result-file="$work/peer/" "$(newest)"
under mesh-capture along "$mesh" capture "$s" "$work/repository" "$(newest)"
under mariadb-dump again dump_peer
under mesh-dump again dump_mesh
under mesh-dump-20-MiBps again dump_mesh 20
under alone-again alone

# A finished log: transactions of a hundred rows, about 300 bytes each.
sql source "SET GLOBAL sync_binlog = 0; SET GLOBAL innodb_flush_log_at_trx_commit = 0; FLUSH BINARY LOGS"
first=$(newest)
sql source "USE bench; CREATE TABLE log LIKE events;
DELIMITER //
  CREATE PROCEDURE fill(n INT) BEGIN FOR i IN 0..n DO INSERT INTO log SELECT CONCAT('event-', LPAD(i * 100 + seq, 12, '0')), seq, i / 7,
    CONCAT(SHA2(i * 100 + seq, 512), REPEAT('body of it ', 8 + seq % 9)) FROM seq_1_to_100; END FOR; END//
DELIMITER ;
  CALL fill($((log * 35))); FLUSH BINARY LOGS"
last=$(newest)
finished=$(mariadb --no-defaults -uroot -S "$s" -NBe 'SHOW BINARY LOGS' | awk -v a="$first" -v b="$last" '$1 >= a && $1 < b { sum += $2 } END { print sum }')
rm -rf "$work/peer"; mkdir "$work/peer"
for run in 1 2 3; do
  rm -rf "$work/peer"/* "$work/catch"
  (timed "peer-catch-$run" mariadb-binlog --no-defaults --read-from-remote-server --raw --to-last-log -uroot -S "$s" \
    --result-file="$work/peer/" "$first")
  (timed "mesh-catch-$run" "$mesh" capture "$s" "$work/catch" "$first" until-end)
done

echo; echo "Workload of $rate row changes a second, $seconds s each, latency of a transaction in ms"
printf '%-18s %9s %9s %9s %9s %12s\n' beside changes/s p50 p99 max 'p99 / alone'
awk '$1 == "alone" { alone = $4 } { printf "%-18s %9s %9s %9s %9s %12.2f\n", $1, $2, $3, $4, $5, $4 / alone }' "$work/latencies"
echo; echo "Capture of that workload"
bytes=$(value bytes "$(cat "$work/mesh-capture.out")")
for name in mariadb-binlog mesh-capture; do
  # A line about the signal that ended it may stand before.
  tail -n 1 "$work/$name.time" | awk -v name="$name" -v bytes="$bytes" -v seconds="$seconds" '{ printf "%-18s CPU %5.2f s (%.1f %% of a core), %.2f MB/s, %d MiB of memory\n",
    name, $1 + $2, 100 * ($1 + $2) / $3, bytes / 1e6 / (seconds + 2), $4 / 1024 }'
done
echo "RPO of the capture in ms: $(grep -o 'p50=.*' "$work/mesh-capture.out")"
echo; echo "A finished log of $((finished / 1000000)) MB, best of 3"
for name in peer-catch mesh-catch; do
  cat "$work/$name"-*.time | sort -n -k3 | head -1 | awk -v name="$name" -v bytes="$finished" \
    '{ printf "%s %.2f %.2f %.0f\n", name, $3, $1 + $2, bytes / 1e6 / $3 }' >>"$work/catches"
done
awk '{ printf "%-18s %6.2f s  CPU %6.2f s  %5.0f MB/s\n", $1, $2, $3, $4; wall[$1] = $2; cpu[$1] = $3 }
  END { printf "%-18s %6.2f    CPU %6.2f\n", "mesh / peer", wall["mesh-catch"] / wall["peer-catch"], cpu["mesh-catch"] / cpu["peer-catch"] }' "$work/catches"
