#!/usr/bin/env bash
# Prints how many instructions each part of an audit costs: a byte of note text to scan it, to read
# its notes' facts and to sketch it; a byte of text to get it out of PDFs; a byte of X12 to read it;
# a service line to join and judge its patient by every rule. A count shows a regression on a busy
# machine, where a clock does not: compare the numbers before and after a change; a difference under
# 1% is noise.
#
# Usage: tests/bench/instructions.sh [FOLDER...]
# Notes and patients are those of the folders (default: the facilities in corpus), PDFs those of
# corpus and tests/data/pdf, X12 is made. Needs valgrind. What is done once at the start is taken out
# by counting two runs of different length and dividing the difference by the work between them.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Threads that wait for work would count, too.
export RAYON_NUM_THREADS=1
program() {
  cargo bench --quiet --bench "$1" --no-run --message-format=json |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -1
}
count() {
  local out
  out=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1)
  echo "$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' <<<"$out") $(grep -E '^[0-9]+$' <<<"$out")"
}
# Usage: row NAME UNIT FEW MANY BENCH MODE... -- ARGUMENT...
row() {
  local name=$1 unit=$2 few=$3 many=$4 bench mode=() few_cost few_work many_cost many_work
  bench=$(program "$5")
  shift 5
  while [ "$1" != -- ]; do mode+=("$1"); shift; done
  shift
  read -r few_cost few_work < <(count "$bench" "${mode[@]}" "$few" "$@")
  read -r many_cost many_work < <(count "$bench" "${mode[@]}" "$many" "$@")
  awk -v i="$((many_cost - few_cost))" -v w="$((many_work - few_work))" -v n="$name" -v u="$unit" \
    'BEGIN { printf "%-7s %12.1f instructions %s\n", n, i / w, u }'
}
mapfile -t pdfs < <(find corpus -name '*.pdf' | sort)
for part in scan pages sketch; do
  row "$part" "a byte" 2 5 scan --"$part" --once -- "$@"
done
row pdf "a byte of text" 1 3 poppler --once -- tests/data/pdf "${pdfs[@]}"
row x12 "a byte" 1 3 x12 --once --
row judge "a service line" 1 3 judge --once -- "$@"
