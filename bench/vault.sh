#!/usr/bin/env bash
# Mesh beside stock restic: first backup, rescan, restore and check, of a source tree and of one large file.
# Prints the seed of its data and a table; ratios below 1 are in Mesh's favour.
#   bench/vault.sh [--tree DIR] [--size MiB] [--seed N] [--runs N] [--work DIR]
# Needs restic and GNU time:  apt-get install restic time
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tree='' size=1024 seed=$(( $(date +%s) % 100000 )) runs=1 work=''
while [ $# -gt 0 ]; do
  case $1 in
    --tree) tree=$2 ;;
    --size) size=$2 ;;
    --seed) seed=$2 ;;
    --runs) runs=$2 ;;
    --work) work=$2 ;;
    *) sed -n '2,5s/^# *//p' "$0"; exit 2 ;;
  esac
  shift 2
done
for program in restic /usr/bin/time openssl; do
  command -v "$program" >/dev/null || { echo "bench: $program is missing (apt-get install restic time openssl)" >&2; exit 1; }
done
work=$(mktemp -d "${work:-${TMPDIR:-/tmp}}/mesh-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
export RESTIC_PASSWORD=bench RESTIC_CACHE_DIR=$work/cache MESH=$root/mesh
"$MESH" --version >/dev/null # builds it

random_bytes() { # count: the same for the same seed
  openssl enc -aes-128-ctr -K "$(printf '%032x' "$seed")" -iv 0 -nosalt </dev/zero 2>/dev/null | head -c "$1" || true
}

# Half of the large file compresses: random bytes beside the digits of others.
make_file() {
  mkdir -p "$work/file"
  { random_bytes $((size << 19)); seed=$((seed + 1)); random_bytes $((size << 18)) | od -An -v -tx1 -w64 | tr -d ' \n'; } \
    >"$work/file/large"
}

# A source tree of its own: four copies of the sources here, each line of which is marked with the copy's number, so
# that little of it is stored twice.
make_tree() {
  if [ -n "$tree" ]; then cp -a "$tree" "$work/tree"; return; fi
  for copy in $(seq 24); do
    mkdir -p "$work/tree/$copy"
    git -C "$root" ls-files src tests docs | while read -r path; do
      mkdir -p "$work/tree/$copy/$(dirname "$path")"
      sed "s/^/$copy.$seed /" "$root/$path" >"$work/tree/$copy/$path"
    done
  done
}

measure() { # name, command...: adds wall, CPU, memory to the results
  local name=$1; shift
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; echo "bench: $name failed" >&2; exit 1; }
  awk -v name="$name" '{ print name, $1, $2 + $3, $4 / 1024 }' "$work/time" >>"$work/results"
}

run_set() { # data: all operations with both programs on one kind of data
  local data=$1 program repository
  for program in restic mesh; do
    repository=$work/$data-$program
    rm -rf "$repository" "$work/out-$program"
    if [ "$program" = mesh ]; then set -- "$MESH" vault --repo "$repository"; else set -- restic -q --repo "$repository"; fi
    "$MESH" vault --repo "$repository" init >/dev/null # both: the key costs as much to derive
    measure "$data,backup,$program" "$@" backup "$work/$data"
    measure "$data,rescan,$program" "$@" backup "$work/$data"
    measure "$data,restore,$program" "$@" restore latest --target "$work/out-$program"
    measure "$data,check,$program" "$@" check --read-data
    du -sk "$repository" | awk -v name="$data,size,$program" '{ print name, $1 / 1024, 0, 0 }' >>"$work/results"
    diff -r --no-dereference "$work/$data" "$work/out-$program$work/$data" >/dev/null || { echo "bench: $program restored something else" >&2; exit 1; }
  done
  rm -rf "$work"/out-*
}

echo "seed $seed, $runs run(s), best of each; $(nproc) cores; $(restic version)"
make_file
make_tree
echo "tree: $(find "$work/tree" -type f | wc -l) files, $(du -sm "$work/tree" | cut -f1) MiB; file: $size MiB"
for _ in $(seq "$runs"); do run_set tree; run_set file; done

awk '
  { if (!($1 in wall) || $2 < wall[$1]) { wall[$1] = $2; cpu[$1] = $3; memory[$1] = $4 } }
  function row(key,   r, m) {
    r = key ",restic"; m = key ",mesh"
    if (key ~ /,size$/) { printf "%-14s %9.1f %9.1f %6.2f   (MiB)\n", key, wall[r], wall[m], wall[m] / wall[r]; return }
    printf "%-14s %9.2f %9.2f %6.2f   %8.2f %8.2f %6.2f   %7.0f %7.0f %6.2f\n", key, wall[r], wall[m], wall[m] / wall[r],
      cpu[r], cpu[m], cpu[m] / cpu[r], memory[r], memory[m], memory[m] / memory[r]
  }
  END {
    printf "%-14s %9s %9s %6s   %8s %8s %6s   %7s %7s %6s\n", "", "restic s", "mesh s", "ratio", "cpu s", "cpu s", "ratio", "MiB", "MiB", "ratio"
    n = split("tree file", data, " "); o = split("backup rescan restore check size", operation, " ")
    for (i = 1; i <= n; i++) for (j = 1; j <= o; j++) row(data[i] "," operation[j])
  }' "$work/results"
