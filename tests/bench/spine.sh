#!/usr/bin/env bash
# The spine's benchmark: a bare quick-xml event loop, `check --structure-only` and `submit` to a committed snapshot, over one
# synthetic file, in one run. Prints the median of the repetitions, CPU seconds, the load beside each, and the ratios.
#
#   tests/bench/spine.sh [TUMORS (200000)] [REPETITIONS (5)]
#   CASELAKE_BENCH_DIR   where the file and warehouses go (default: a temporary folder; a file that is there is used again)
set -euo pipefail
cd "$(dirname "$0")/../.."

tumors="${1:-200000}"
repetitions="${2:-5}"
dir="${CASELAKE_BENCH_DIR:-$(mktemp -d)}"
target="${CARGO_TARGET_DIR:-target}"
mkdir -p "$dir"

cargo build --release --quiet --locked -p cli
cargo build --release --quiet --locked -p naaccr --example bare_loop
caselake="$target/release/caselake"
bare="$target/release/examples/bare_loop"

input="$dir/bench-$tumors"
if [ ! -d "$input" ]; then
  "$caselake" synth --tumors "$tumors" --facilities 1 --states 1 --seed 1 --naaccr-version 250 --type I --out "$input" --quiet
fi
file="$(ls "$input"/*.xml | head -n 1)"
cat "$file" > /dev/null # into the page cache

python3 - "$file" "$repetitions" "$dir" "$caselake" "$bare" <<'PY'
import os, resource, shutil, statistics, subprocess, sys, time

file, repetitions, folder, caselake, bare = sys.argv[1], int(sys.argv[2]), *sys.argv[3:]
size = os.path.getsize(file)

def anonymous_peak(pid, best):
    """Peak of the process's anonymous memory so far, in MB."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            for line in rollup:
                if line.startswith("Anonymous:"):
                    return max(best, int(line.split()[1]) / 1024)
    except OSError:
        pass
    return best

def run(command):
    load = os.getloadavg()[0]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = anonymous_peak(process.pid, peak)
        time.sleep(0.02)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.returncode in (0, 1), f"{command}: exit {process.returncode}"
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, load, peak

def submit():
    warehouse = os.path.join(folder, "warehouse")
    shutil.rmtree(warehouse, ignore_errors=True)
    key = os.path.join(folder, "warehouse.key")
    if os.path.exists(key):
        os.remove(key)
    subprocess.run([caselake, "init", warehouse, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return run([caselake, "submit", file, "--warehouse", warehouse, "--facility", "F001", "--quiet"])

jobs = {
    "bare quick-xml loop": lambda: run([bare, file]),
    "check --structure-only": lambda: run([caselake, "check", file, "--structure-only", "--quiet"]),
    "submit": submit,
}
results = {name: [] for name in jobs}
for _ in range(repetitions):
    for name, job in jobs.items():
        results[name].append(job())

print(f"{size / 1e6:.0f} MB, {repetitions} repetitions, {os.cpu_count()} cores")
print(f"{'':24}{'wall s':>8}{'CPU s':>8}{'load':>6}{'MB/s':>8}{'anon MB':>9}{'ratio':>7}")
base = statistics.median(row[0] for row in results["bare quick-xml loop"])
for name, rows in results.items():
    wall, cpu, load = (statistics.median(row[column] for row in rows) for column in range(3))
    peak = max(row[3] for row in rows)
    print(f"{name:24}{wall:8.2f}{cpu:8.2f}{load:6.1f}{size / 1e6 / wall:8.0f}{peak:9.0f}{wall / base:7.2f}")
PY
