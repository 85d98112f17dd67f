#!/usr/bin/env bash
# The benchmark of survival: our estimators beside R's, on the same cases in one run; and whole commands over millions of cases.
#
#   tests/bench/survival.sh [--quick] [--runs N (5)]       beside relsurv, popEpi and survival; exit code 1 where a bar is missed
#   tests/bench/survival.sh --scale [MILLIONS (10)]        whole commands, from a Parquet file made beforehand
#
#   --quick               without relsurv over 600,000 cases, which takes an hour
#   CASELAKE_BENCH_DIR    where files go (default: a temporary folder; files that are there are used again)
#   CASELAKE_GOLDEN       colrec.csv and sire.csv are taken from its survival/data (default ../shared/golden); where they are
#                         not, the R packages have the same cohorts
#
# Beside R, CPU seconds stand against CPU seconds, both for the call alone, on a cohort in memory with its life table ready:
# of R the median of N runs (one over 600,000 cases), of ours the median of 20.
set -euo pipefail
cd "$(dirname "$0")/../.."

quick='' runs=5 millions=''
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) quick=1 ;;
    --runs) runs="$2"; shift ;;
    --scale) millions=10; if [[ "${2:-}" =~ ^[0-9]+$ ]]; then millions="$2"; shift; fi ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
dir="${CASELAKE_BENCH_DIR:-$(mktemp -d)}"
golden="${CASELAKE_GOLDEN:-../shared/golden}"
target="${CARGO_TARGET_DIR:-target}"
mkdir -p "$dir"

if ! Rscript -e 'for (name in c("survival", "relsurv", "popEpi", "Epi")) library(name, character.only = TRUE)' > /dev/null 2>&1; then
  echo 'installing R and its packages' >&2
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends r-base-core r-cran-survival r-cran-relsurv r-cran-popepi r-cran-epi
fi
cargo build --release --quiet --locked -p cli -p analytics -p estimators \
  --bin caselake --example jittered_cases --example net_speed
Rscript tests/bench/survival/cohorts.R "$dir" "$golden/survival/data"

# jittered CASES FILE
jittered() {
  [ -f "$dir/$2" ] || "$target/release/examples/jittered_cases" "$dir/colrec.csv" "$1" "$dir/$2"
}

# The first lines of output are the machine's, so that a table that is kept says what it is of.
uname -srm
grep -m 1 'model name' /proc/cpuinfo || true
echo "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg)"

if [ -n "$millions" ]; then
  jittered "${millions}000000" "${millions}m.parquet"
  exec python3 tests/bench/survival/commands.py scale "$target/release/caselake" "$dir" "$dir/${millions}m.parquet"
fi
jittered 600000 many.csv
QUICK="$quick" Rscript tests/bench/survival/peers.R "$dir" "$runs" "$dir/many.csv" > "$dir/peers.tsv"

# ours COHORT LIFE_TABLE ESTIMATORS [OPTION...]
ours() {
  echo "cohort $1"
  "$target/release/examples/net_speed" "$dir/$1.csv" "$dir/$2.csv" --only "$3" "${@:4}"
}
{
  ours colrec slopop daily
  # popEpi's tables end after ten years.
  ours colrec slopop monthly --horizon 3652
  ours sire popmort monthly --horizon 3652
  ours many slopop Kaplan
  ours many slopop daily
} > "$dir/ours.txt"
python3 tests/bench/survival/commands.py small "$target/release/caselake" "$dir"
python3 tests/bench/survival/ratios.py "$dir/peers.tsv" "$dir/ours.txt"
