#!/usr/bin/env bash
# All derived variables and all edits over a million tumors, on two threads: the records of a synthetic file, repeated.
#
#   tests/bench/rules.sh [TUMORS (1000000)]
#   CASELAKE_BENCH_DIR   where the file goes (default: a temporary folder; a file that is there is used again)
set -euo pipefail
cd "$(dirname "$0")/../.."

tumors="${1:-1000000}"
dir="${CASELAKE_BENCH_DIR:-$(mktemp -d)}"
target="${CARGO_TARGET_DIR:-target}"
mkdir -p "$dir"

cargo build --release --quiet --locked -p cli
cargo build --release --quiet --locked -p rules --example rule_speed
caselake="$target/release/caselake"

if [ ! -f "$dir/rules.csv" ]; then
  "$caselake" synth --tumors 20000 --facilities 1 --states 1 --seed 1 --naaccr-version 250 --type A --out "$dir/rules" --quiet
  "$caselake" convert "$(ls "$dir"/rules/*.xml | head -n 1)" "$dir/rules.csv" --quiet
fi
for _ in 1 2 3; do
  /usr/bin/time -f "CPU seconds, reading included: %U + %S; peak %M kB" "$target/release/examples/rule_speed" "$dir/rules.csv" "$tumors"
done
