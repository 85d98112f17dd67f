"""The times of R's estimators over ours.

    ratios.py PEERS.tsv OURS.txt    exit code 1 where a bar is missed
"""

import sys

COHORTS = {"colrec": "colrec", "sire": "sire", "many": "600,000"}


def bar(cohort, estimator):
    """How many times as fast it must be; Ederer I is shown only."""
    if estimator == "Kaplan-Meier":
        return 20
    if estimator.startswith("Ederer I,"):
        return None
    return 1000 if cohort == "many" else 500


def ours(path):
    """Seconds by cohort and estimator, of the last that has this name."""
    found, cohort = {}, None
    for line in open(path, encoding="utf-8"):
        words = line.split()
        if words[:1] == ["cohort"]:
            cohort = words[1].rstrip(",")
        elif len(words) > 3 and words[-1][0].isdigit() and cohort:
            wall, cpu, least = (float(word) / 1e3 for word in words[-3:])
            found[cohort, " ".join(words[:-3])] = cpu
    return found


def main():
    times, missed = ours(sys.argv[2]), False
    print(f"\n{'CPU seconds':30}{'cohort':>9}  {'reference':20}{'runs':>5}{'theirs':>10}{'ours':>11}{'ratio':>8}{'bar':>6}")
    for line in open(sys.argv[1], encoding="utf-8"):
        cohort, estimator, reference, theirs, runs = line.rstrip("\n").split("\t")
        theirs, mine, least = float(theirs), times[cohort, estimator], bar(cohort, estimator)
        ratio = theirs / mine
        kept = least is None or ratio >= least
        missed = missed or not kept
        print(f"{estimator:30}{COHORTS[cohort]:>9}  {reference:20}{runs:>5}{theirs:10.3f}{mine:11.6f}{ratio:8.0f}"
              f"{'' if least is None else least:>6}{'' if kept else '  MISSED'}")
    sys.exit(1 if missed else 0)


main()
