//! The part of `docs/conformance.md` on the rules, which says what the comparisons of the other modules give.
//!
//! With `CASELAKE_WRITE_DOCS=1` it is written, otherwise compared.

use std::collections::BTreeMap;
use std::{env, fs};

use crate::reference::Agreement;
use crate::{
    breast_subtype, death, iarc, icd, place, race, recodes, seer_primaries, seer_survival, summary_grade, treatment,
    tumor_size,
};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/conformance.md");
const BEGIN: &str = "<!-- rules: written by a test -->";
const END: &str = "<!-- rules: end -->";

/// Every comparison of every module.
fn agreements() -> Vec<Agreement> {
    let modules = [
        recodes::agreements(),
        death::agreements(),
        place::agreements(),
        icd::agreements(),
        treatment::agreements(),
        race::agreements(),
        seer_survival::agreements(),
        seer_primaries::agreements(),
        iarc::agreements(),
        breast_subtype::agreements(),
        summary_grade::agreements(),
        tumor_size::agreements(),
    ];
    modules.into_iter().flatten().collect()
}

#[test]
fn the_page_says_what_the_comparisons_give() {
    let agreements = agreements();
    if agreements.is_empty() {
        eprintln!("skipped: the part of docs/conformance.md on the rules is not looked at");
        return;
    }
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    let found = format!("\n\n{}\n", part(&agreements));
    if env::var_os("CASELAKE_WRITE_DOCS").is_some() {
        fs::write(PAGE, format!("{before}{BEGIN}{found}{END}{after}")).unwrap();
    } else if listed.lines().count() == found.lines().count() && !same_rows(listed, &found) {
        eprintln!("skipped: the reference answers are not the ones that docs/conformance.md tells of");
    } else {
        assert_eq!(listed, found, "CASELAKE_WRITE_DOCS=1 writes docs/conformance.md");
    }
}

/// Whether both tell of as many rows of each file: another set of reference answers has other counts.
fn same_rows(listed: &str, found: &str) -> bool {
    let rows = |text: &str| -> Vec<String> {
        text.lines().filter_map(|line| Some(line.split(" | ").nth(3)?.to_owned())).collect()
    };
    rows(listed) == rows(found)
}

/// A row an algorithm, version and file.
fn part(agreements: &[Agreement]) -> String {
    let mut text = String::from(
        "| algorithm | version | file | rows | agree | differ, and why |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let mut sorted: BTreeMap<_, &Agreement> = BTreeMap::new();
    agreements.iter().for_each(|one| assert!(sorted.insert((one.algorithm, &one.file), one).is_none()));
    for ((algorithm, file), agreement) in sorted {
        let known: Vec<String> = agreement.known.iter().map(|(reason, rows)| format!("{rows}: {reason}")).collect();
        let (rows, agree) = (agreement.rows, agreement.agree());
        let (id, version) = (algorithm.id, algorithm.version);
        text += &format!("| {id} | {version} | {file} | {rows} | {agree} | {} |\n", known.join("; "));
    }
    text
}
