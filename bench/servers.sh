# Part of bench/mariadb.sh and bench/capture.sh: a scratch folder with servers in it, gone at the end, and the program that
# does Mesh's part. Expects $root and $work; sets $work and $mesh.

need() { # programs
  for program in mariadbd mariadb-install-db /usr/bin/time "$@"; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || { echo "bench: $program is missing" >&2; exit 1; }
  done
}

need mariadb
work=$(mktemp -d "${work:-${TMPDIR:-/tmp}}/mesh-bench-XXXXXX")
servers=()
trap 'touch "$work/stop"; kill "${servers[@]}" 2>/dev/null; wait; rm -rf "$work"' EXIT

# Compiled ahead of time as ./mesh is, where the compiler for that can be had.
mesh=$work/program/Mesh.MariaDb.Bench
publish() { dotnet publish "$root/bench/MariaDb" -c Release -v quiet -nologo "-p:PublishDir=$work/program/" "$@"; }
publish -p:PublishReadyToRun=true >/dev/null 2>&1 || publish >/dev/null

start() { # name, options...: a server on a socket only
  local name=$1 folder=$work/$1; shift
  mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$folder" --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1
  /usr/sbin/mariadbd --no-defaults --user="$(id -un)" --datadir="$folder" --socket="$folder.sock" --skip-networking --server-id=1 \
    --log-bin="$folder/binlog" --binlog-format=ROW --innodb-buffer-pool-size=1G --innodb-log-file-size=512M --max-allowed-packet=64M \
    "$@" >"$folder.log" 2>&1 &
  servers+=($!)
  for _ in $(seq 300); do mariadb --no-defaults -uroot -S "$folder.sock" -e 'SELECT 1' >/dev/null 2>&1 && return; sleep 0.1; done
  cat "$folder.log" >&2; exit 1
}

sql() { mariadb --no-defaults -uroot -S "$work/$1.sock" <<<"$2"; }

fill() { # server: $size MiB of about 330 bytes a row, half of them compressible
  sql "$1" "CREATE DATABASE bench; USE bench;
    CREATE TABLE orders (id BIGINT PRIMARY KEY, customer INT NOT NULL, made DATETIME(3), price DECIMAL(12,2), state ENUM('new','paid','sent'),
      note VARCHAR(400), token VARBINARY(32), KEY (customer), KEY (made));
    CREATE TABLE events (k VARCHAR(36) PRIMARY KEY, n INT UNSIGNED, rate DOUBLE, body TEXT);
    INSERT INTO orders SELECT seq, seq * 7919 % 100003, '2020-01-01' + INTERVAL seq SECOND, seq % 99991 / 7, 1 + seq % 3,
      CONCAT(SHA2(seq, 512), REPEAT('order text ', 5 + seq % 10)), UNHEX(SHA2(-seq, 256)) FROM seq_1_to_$((size * 2000));
    INSERT INTO events SELECT CONCAT('event-', LPAD(seq * 7, 12, '0')), seq, seq / 7, CONCAT(SHA2(seq + 0.5, 512), REPEAT('body of it ', 8 + seq % 9))
      FROM seq_1_to_$((size * 1000)); ANALYZE TABLE orders, events"
}
