#!/usr/bin/env bash
# Builds the fuzz targets and runs each for a moment. They need compiler options that a stable toolchain only grants
# under RUSTC_BOOTSTRAP, and a C++ compiler for libFuzzer; where either is missing this says so and passes, and the
# same entry points have run as property tests.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"

seconds="${CASELAKE_FUZZ_SECONDS:-20}"
export RUSTC_BOOTSTRAP=1
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table --cfg fuzzing"
target="${CARGO_TARGET_DIR:-target}/fuzz"
# A named host keeps the options from build scripts, which do not link libFuzzer.
host="$(rustc -vV | sed -n 's/^host: //p')"
if ! CARGO_TARGET_DIR="$target" cargo build --release --quiet --locked --target "$host"; then
  echo 'skipped: fuzz targets cannot be built with this toolchain'
  exit 0
fi
for name in $(sed -n 's/^name = "\(fuzz_[a-z_]*\)"/\1/p' Cargo.toml); do
  corpus="$target/corpus/$name"
  mkdir -p "$corpus"
  seeds="../crates/naaccr/tests/corpus"
  "$target/$host/release/$name" -max_total_time="$seconds" -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="$target/" "$corpus" "$seeds"
  echo "fuzzed $name for $seconds s"
done
