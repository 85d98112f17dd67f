//! The part of `docs/conformance.md` on the estimators, which says what the comparisons of the other modules give.
//!
//! With `CASELAKE_WRITE_DOCS=1` it is written, otherwise compared: everything but the largest differences must be there
//! to the letter. A largest difference, rounded up to a power of ten, must hold, and must not be a thousand times too
//! large: rounding differs between machines.

mod kinds;
mod rules;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use golden::{Case, Folder};

use kinds::{Held, KINDS, Kind, REPORTS};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/conformance.md");
const BEGIN: &str = "<!-- estimators: written by a test";
const END: &str = "<!-- estimators: end -->";

#[test]
fn the_page_says_what_the_comparisons_give() {
    let Some(folder) = Folder::open() else {
        println!("skipped: the part of docs/conformance.md on the estimators is not looked at");
        return;
    };
    let page = fs::read_to_string(Path::new(PAGE)).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("docs/conformance.md has lost its markers");
    let (listed, after) = rest.split_once(END).expect("docs/conformance.md has lost its markers");
    let begin = format!("{BEGIN} (of cases {}) -->", fingerprint(&folder));
    if env::var_os("CASELAKE_WRITE_DOCS").is_some() {
        fs::write(PAGE, format!("{before}{begin}\n\n{}\n{END}{after}", part(&folder))).unwrap();
        return;
    }
    let (of, listed) = listed.split_once(" -->").unwrap();
    if !begin.contains(of) {
        println!("skipped: the reference results are not the ones that docs/conformance.md tells of");
        return;
    }
    let found = part(&folder);
    let rows = |text: &str| text.lines().filter(|line| !line.is_empty()).map(String::from).collect::<Vec<String>>();
    let (listed, found) = (rows(listed), rows(&found));
    for (listed, found) in listed.iter().zip(&found) {
        assert!(
            is_true(listed, found),
            "docs/conformance.md says\n{listed}\nbut it is\n{found}\n(CASELAKE_WRITE_DOCS=1 writes it)"
        );
    }
    assert_eq!(listed.len(), found.len(), "lines of docs/conformance.md; CASELAKE_WRITE_DOCS=1 writes them");
}

/// Which cases the page tells of, as a number (FNV-1a of their names).
fn fingerprint(folder: &Folder) -> String {
    let names = folder.cases().map(|case| format!("{}\n", case.id())).collect::<String>();
    let hash = names
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Both tables.
fn part(folder: &Folder) -> String {
    let mut text = String::from(
        "| estimator | reference | version | cases | largest difference | tolerance | reason |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let cases: Vec<Case> = folder.cases().collect();
    let mut told = BTreeSet::new();
    for kind in KINDS {
        text += &row(kind, folder, &cases, &mut told);
    }
    for report in REPORTS {
        for largest in &report(folder).largest {
            assert!(told.contains(&largest.case), "{}: compared, but of no kind that the page lists", largest.case);
        }
    }
    text + "\n" + &rules::table(folder)
}

fn row(kind: &Kind, folder: &Folder, cases: &[Case], told: &mut BTreeSet<String>) -> String {
    let of_kind = |name: &str| cases.iter().any(|case| case.id() == name && (kind.holds)(case));
    let compared: Vec<_> = ((kind.report)(folder).largest.iter()).filter(|largest| of_kind(&largest.case)).collect();
    assert!(!compared.is_empty(), "{}: no case was compared", kind.estimator);
    told.extend(compared.iter().map(|largest| largest.case.clone()));
    let (largest, tolerance) = match kind.held {
        Held::To(tolerance, unit) => {
            let share = compared.iter().map(|largest| largest.tolerances).fold(0.0, f64::max);
            (power_of_ten(share * tolerance), format!("{tolerance:e}{unit}"))
        }
        Held::Each(parts) => {
            let figures = parts.iter().map(|(name, tolerance)| {
                let largest = compared.iter().map(|largest| largest.within(*tolerance)).fold(0.0, f64::max);
                (format!("{name} {}", power_of_ten(largest)), format!("{name} {tolerance:e}"))
            });
            let (largest, tolerances): (Vec<String>, Vec<String>) = figures.unzip();
            (largest.join(", "), tolerances.join(", "))
        }
    };
    let Kind { estimator, reference, version, reason, .. } = kind;
    format!("| {estimator} | {reference} | {version} | {} | {largest} | {tolerance} | {reason} |\n", compared.len())
}

/// The next power of ten, from 1e-15 on: below that doubles tell nothing.
fn power_of_ten(largest: f64) -> String {
    let power = (-15..=0).find(|power| largest <= 10_f64.powi(*power));
    power.map_or_else(|| format!("{largest:e}"), |power| format!("1e{power}"))
}

/// Whether a listed line is true where `found` is what the comparison gives: words are the same, and a listed largest
/// difference holds.
fn is_true(listed: &str, found: &str) -> bool {
    let cells = |line: &str| line.split(" | ").map(String::from).collect::<Vec<String>>();
    let (listed, found) = (cells(listed), cells(found));
    let is_kind = found.len() == 7;
    let same = |(index, (listed, found)): (usize, (&String, &String))| {
        if !is_kind || index != 4 {
            return listed == found;
        }
        let words = |cell: &str| cell.split(' ').map(String::from).collect::<Vec<String>>();
        let (listed, found) = (words(listed), words(found));
        let holds = |(listed, found): (&String, &String)| {
            let number = |text: &str| text.trim_end_matches(',').parse::<f64>();
            match (number(listed), number(found)) {
                (Ok(listed), Ok(found)) => found <= listed && listed <= 1000.5 * found,
                _ => listed == found,
            }
        };
        listed.len() == found.len() && listed.iter().zip(&found).all(holds)
    };
    listed.len() == found.len() && listed.iter().zip(&found).enumerate().all(same)
}

#[test]
fn a_line_that_is_no_longer_true_is_noticed() {
    let line = |cases: u32, largest: &str| format!("| Cox | survival | 3.5-3 | {cases} | {largest} | 1e-8 | sums |");
    assert!(is_true(&line(3, "coefficients 1e-12, errors 1e-9"), &line(3, "coefficients 1e-13, errors 1e-9")));
    assert!(!is_true(&line(3, "1e-13"), &line(3, "1e-12")));
    assert!(!is_true(&line(3, "1e-8"), &line(3, "1e-12")));
    assert!(!is_true(&line(3, "1e-12"), &line(4, "1e-12")));
    assert!(!is_true(&line(3, "1e-12").replace("1e-8", "1e-7"), &line(3, "1e-12")));
    assert_eq!([0.0, 2e-14, 1e-13, 0.02].map(power_of_ten), ["1e-15", "1e-13", "1e-13", "1e-1"]);
}
