//! The tables of `docs/quality.md`, which are those that the program counts and judges by.
//!
//! With `CASELAKE_WRITE_DOCS=1` they are written, otherwise compared.

use std::fmt::Write;
use std::{env, fs};

use rules::quality::{Applies, Period, completeness_items, indicators, thresholds};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/quality.md");
const BEGIN: &str = "<!-- quality: written by a test -->";
const END: &str = "<!-- quality: end -->";

#[test]
fn the_page_has_what_is_counted_and_judged() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    let found = format!("\n\n{}{}{}\n", of_thresholds(), of_indicators(), of_items());
    if env::var_os("CASELAKE_WRITE_DOCS").is_some() {
        fs::write(PAGE, format!("{before}{BEGIN}{found}{END}{after}")).unwrap();
    } else {
        assert_eq!(listed, found, "CASELAKE_WRITE_DOCS=1 writes docs/quality.md");
    }
}

fn of_thresholds() -> String {
    let mut text = String::from(
        "## Thresholds\n\nOf the fraction of each indicator below. *Read* says whether the figure was read in its source; what was not is from general \
         knowledge and stands to be confirmed.\n\n| standard | level | indicator | threshold | read | source |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for of in thresholds() {
        let read = if of.verified { "yes" } else { "no" };
        writeln!(text, "| {} | {} | {} | {of} | {read} | {} |", of.standard, of.level, of.indicator, of.source)
            .unwrap();
    }
    text + "\n`completeness` is the cases that `ascertained` counts, of the expected number. `timeliness` is the months begun from the close of the \
            year of diagnosis to the day on which the data are handed in.\n\n"
}

fn of_indicators() -> String {
    let mut text = String::from(
        "## Indicators\n\nOf records diagnosed in the year, unless the denominator says otherwise.\n\n\
         | indicator | numerator | denominator | told from |\n| --- | --- | --- | --- |\n",
    );
    for of in indicators() {
        let period = match of.period {
            Period::Year => "",
            Period::SinceReference => ", diagnosed since the reference date",
            Period::FiveYears => ", diagnosed since the reference date and within five years",
        };
        let items = of.items.join(", ");
        writeln!(text, "| {} | {} | {}{period} | {items} |", of.id, of.numerator, of.denominator).unwrap();
    }
    text + "\n`microscopically_verified` and those after it have no threshold in these standards.\n\n"
}

fn of_items() -> String {
    let mut text = String::from(
        "## Completeness by item\n\nKnown is what is neither blank nor one of these codes of the standard for unknown. Of several items, the first that is \
         filled is read.\n\n| item | unknown | of records |\n| --- | --- | --- |\n",
    );
    for of in completeness_items() {
        let applies = match of.applies {
            Applies::All => "all",
            Applies::Malignant => "malignant",
            Applies::Dead => "of the dead",
        };
        let years = match of.years {
            (i32::MIN, i32::MAX) => String::new(),
            (first, i32::MAX) => format!(", diagnosed from {first}"),
            (i32::MIN, last) => format!(", diagnosed to {last}"),
            (first, last) => format!(", diagnosed {first} to {last}"),
        };
        writeln!(text, "| {} | {} | {applies}{years} |", of.items.join(", "), of.unknown.join(", ")).unwrap();
    }
    text
}
