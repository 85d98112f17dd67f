//! The edit language, by hand-worked cases, and the examples of every shipped edit.

mod blanks;
mod dates;
mod diff;
mod documentation;
mod errors;
mod functions;
mod oracle;
mod others;
mod shipped;

use rules::{Context, Day, EditSet, Failure, Records};

/// Today, in all these tests.
pub(crate) fn context() -> Context {
    Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: 2025 }
}

/// A file with one edit of this condition, and whatever else is said of it.
fn file(condition: &str, more: &str) -> String {
    format!(
        "[set]\nid = 's'\nname = 'S'\nversion = '1'\nsource = 'T'\n{}[[edit]]\nid = 'E'\nname = 'N'\nseverity = 'error'\n\
         message = 'm'\ncure = 'c'\npass = [{{}}]\nfail = [{{}}]\nfails_when = '''{condition}'''\n{}",
        if more.starts_with('[') { more } else { "" },
        if more.starts_with('[') { "" } else { more },
    )
}

fn set(condition: &str, more: &str) -> EditSet {
    EditSet::parse("test.toml", &file(condition, more)).unwrap_or_else(|error| panic!("{error}"))
}

/// Records of one patient, with these columns; a row each text of theirs.
fn records<'a>(columns: &[(&'a str, &[&'a str])]) -> Records<'a> {
    let rows = columns.first().map_or(0, |(_, texts)| texts.len());
    let mut records = Records::new(rows).with_patients([rows]);
    columns.iter().for_each(|(name, texts)| records.insert(name, texts.to_vec()));
    records
}

/// The rows at which a condition is certainly true.
fn true_rows(condition: &str, records: &Records<'_>) -> Vec<usize> {
    set(condition, "").run(records, &context()).iter().map(|failure: &Failure<'_>| failure.row).collect()
}

/// A condition's value for one record: `true`, `false` or `unknown`.
fn value(condition: &str, items: &[(&str, &str)]) -> &'static str {
    let mut records = Records::new(1);
    items.iter().for_each(|(name, text)| records.insert(name, vec![text]));
    let is_true = !true_rows(condition, &records).is_empty();
    let is_false = !true_rows(&format!("not ({condition})"), &records).is_empty();
    match (is_true, is_false) {
        (true, false) => "true",
        (false, true) => "false",
        (false, false) => "unknown",
        (true, true) => panic!("{condition} is both true and false of {items:?}"),
    }
}
