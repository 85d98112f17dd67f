"""Times whole commands of caselake: wall clock, CPU of both threads and the peak of memory.

    commands.py small CASELAKE DIR          colrec from CSV
    commands.py scale CASELAKE DIR CASES    millions of cases from Parquet; exit code 1 where a bar is missed
"""

import os
import statistics
import subprocess
import sys
import time

CURVES = (
    "kaplan-meier,nelson-aalen,fleming-harrington,actuarial,cause-specific,cumulative-incidence,ederer-i,ederer-ii,"
    "hakulinen,pohar-perme,crude-probability,expected,nessie,years-lost,median,restricted-mean"
)
RUNS = 5


def run(command, out):
    """Wall and CPU seconds, peak of memory in MB."""
    started = time.perf_counter()
    child = subprocess.Popen([*command, "--out", out])
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    if status:
        sys.exit(f"{' '.join(command)}: exit code {os.waitstatus_to_exitcode(status)}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(name, command, out, wall_bar=None, memory_bar=None):
    """Prints a row; whether its bars are kept."""
    found = [statistics.median(column) for column in zip(*(run(command, out) for _ in range(RUNS)))]
    wall, cpu, memory = found
    kept = (wall_bar is None or wall < wall_bar) and (memory_bar is None or memory < memory_bar)
    bars = [f"{wall_bar} s" if wall_bar else "", f"{memory_bar} MB" if memory_bar else ""]
    bar = ", ".join(filter(None, bars))
    bar = f"{bar:>16}  {'kept' if kept else 'MISSED'}" if bar else ""
    print(f"{name:44}{wall:9.3f}{cpu:9.3f}{memory:9.0f}{os.path.getsize(out) / 1e6:9.1f}{bar}", flush=True)
    return kept


def main():
    part, caselake, folder, *rest = sys.argv[1:]
    out = os.path.join(folder, "answer.csv")

    def survival(cases, methods, *options):
        command = [caselake, "survival", "--cases", cases, "--method", methods, "--format", "csv", *options]
        return [*command, "--life-table", os.path.join(folder, "slopop.csv")]

    print(f"\n{f'whole commands, median of {RUNS}':44}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'out MB':>9}{'bar':>16}")
    if part == "small":
        cases = os.path.join(folder, "colrec.csv")
        for name in ("pohar-perme", "ederer-ii", "hakulinen", "ederer-i", "kaplan-meier"):
            measure(f"colrec, {name}, daily", survival(cases, name, "--grid", "daily"), out)
        measure("colrec, pohar-perme, monthly intervals",
                survival(cases, "pohar-perme", "--grid", "0:10:1/12", "--form", "hazard"), out)
        return
    cases = rest[0]
    size = os.path.basename(cases).removesuffix(".parquet")
    bars = (lambda wall, memory=None: (wall, memory)) if size == "10m" else (lambda *_: (None, None))
    monthly = ("--by", "site,stage", "--grid", "0:20:1/12", "--horizon", "20")
    kept = [
        measure(f"{size}, all {len(CURVES.split(','))} methods, monthly", survival(cases, CURVES, *monthly), out, *bars(6, 4096)),
        measure(f"{size}, pohar-perme, a row a month", survival(cases, "pohar-perme", *monthly), out, *bars(5)),
        measure(f"{size}, pohar-perme, a row a day",
                survival(cases, "pohar-perme", "--by", "site,stage", "--grid", "daily"), out, *bars(5)),
        measure(f"{size}, kaplan-meier, monthly", survival(cases, "kaplan-meier", *monthly), out),
    ]
    sys.exit(0 if all(kept) else 1)


main()
