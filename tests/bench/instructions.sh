#!/usr/bin/env bash
# Prints how many instructions a byte of note text costs: to scan it, to read its notes' facts, and
# to sketch it. A count shows a regression on a busy machine, where a clock does not: compare the
# numbers before and after a change; a difference under 1% is noise.
#
# Usage: tests/bench/instructions.sh [FOLDER...]      (default: the facilities in corpus)
# Needs valgrind. What is done once at the start is taken out by counting two runs of different
# length and dividing the difference by the bytes between them.
set -euo pipefail
cd "$(dirname "$0")/../.."
bench=$(cargo bench --bench scan --no-run --message-format=json 2>/dev/null |
  sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -1)
count() {
  local out
  out=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" --once "$@" 2>&1)
  echo "$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' <<<"$out") $(grep -E '^[0-9]+$' <<<"$out")"
}
for part in scan pages sketch; do
  read -r few few_bytes < <(count "--$part" 2 "$@")
  read -r many many_bytes < <(count "--$part" 5 "$@")
  awk -v i="$((many - few))" -v b="$((many_bytes - few_bytes))" -v p="$part" \
    'BEGIN { printf "%-7s %7.1f instructions a byte\n", p, i / b }'
done
