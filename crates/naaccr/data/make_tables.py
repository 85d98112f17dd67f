#!/usr/bin/env python3
"""Makes the tables of this folder from flat listings of the NAACCR dictionaries (one row an item and version).

    make_tables.py FOLDER      FOLDER holds naaccr-items.csv, naaccr-default-user-items.csv,
                               naaccr-confidential-items.csv, naaccr18-renamed-ids.csv

A new version of the standard is a few more rows there, one more `Version`, and a run of this script.
"""

import csv
import pathlib
import sys

LEVELS = {"NaaccrData": "N", "Patient": "P", "Tumor": "T"}
SHAPE = ["xml_id", "name", "parent_element", "record_types", "data_type", "length", "padding", "trim", "allow_unlimited_text"]
HEAD = ["number", "first", "last", "id", "name", "level", "record_types", "type", "length", "padding", "trim", "unlimited", "columns"]


def rows(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def write(name, head, lines):
    with open(pathlib.Path(__file__).parent / name, "w", encoding="utf-8", newline="\n") as out:
        for line in [head, *lines]:
            out.write("\t".join(line) + "\n")


def runs(items, versions):
    """One line for each run of versions over which nothing but the first column of an item changes."""
    by_number = {}
    for item in items:
        by_number.setdefault(int(item["item_number"]), []).append(item)
    for number, history in sorted(by_number.items()):
        history.sort(key=lambda item: int(item["version"]))
        run = []
        for item in history:
            follows = run and versions.index(item["version"]) == versions.index(run[-1]["version"]) + 1
            if run and not (follows and all(item.get(field) == run[0].get(field) for field in SHAPE)):
                yield line(number, run)
                run = []
            run.append(item)
        yield line(number, run)


def line(number, run):
    columns = [item["start_column"] for item in run if item["start_column"]]
    if len(set(columns)) == 1:
        columns = columns[:1]
    xml_id, name, level, record_types, kind, length, padding, trim, unlimited = (run[0].get(field, "") for field in SHAPE)
    return [str(number), run[0]["version"], run[-1]["version"], xml_id, name, LEVELS[level], record_types, kind, length,
            padding, trim, unlimited, ",".join(columns)]


def main():
    folder = pathlib.Path(sys.argv[1])
    items = list(rows(folder, "naaccr-items.csv"))
    versions = sorted({item["version"] for item in items}, key=int)
    write("items.tsv", HEAD, runs(items, versions))
    write("default_user_items.tsv", HEAD, runs(rows(folder, "naaccr-default-user-items.csv"), versions))
    confidential = sorted(rows(folder, "naaccr-confidential-items.csv"), key=lambda item: int(item["item_number"]))
    write("confidential.tsv", ["number", "class"], ([item["item_number"], item["class"]] for item in confidential))
    renamed = sorted(rows(folder, "naaccr18-renamed-ids.csv"), key=lambda item: item["old_xml_id"])
    write("renamed_ids.tsv", ["old", "present"], ([item["old_xml_id"], item["new_xml_id"]] for item in renamed))


main()
