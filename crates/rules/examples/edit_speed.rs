//! How fast the shipped edits are: `cargo run --release -p rules --example edit_speed -- [ROWS | FILE.csv]`.
//!
//! Without a file the records are put together from the edits' own passing examples, so that nearly all values are good and
//! many combinations are not. A file's columns are NAACCR XML ids. One thread; callers run batches side by side.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for developers")]

use std::collections::BTreeMap;
use std::time::Instant;

use rules::{Context, Day, EditSet, Records};

fn main() {
    let start = Instant::now();
    let set = EditSet::shipped().unwrap();
    println!("edits read and compiled in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let argument = std::env::args().nth(1).unwrap_or_else(|| "1000000".to_owned());
    let columns = match argument.parse() {
        Ok(rows) => generated(&set, rows),
        Err(_) => read(&argument),
    };
    let rows = columns.values().next().map_or(0, Vec::len);
    let mut records = Records::new(rows).with_patients(patients(&columns, rows));
    // Texts stand one behind the other, as in a file that was just read.
    let texts: BTreeMap<&str, String> = columns.iter().map(|(item, texts)| (item.as_str(), texts.concat())).collect();
    for (item, column) in &columns {
        let mut rest = texts[item.as_str()].as_str();
        let parts = column.iter().map(|text| {
            let (part, behind) = rest.split_at(text.len());
            rest = behind;
            part
        });
        records.insert(item, parts.collect());
    }
    let context = Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: 2025 };
    let mut by_edit: BTreeMap<&str, usize> = BTreeMap::new();
    // The quickest, since what else the machine does only adds to it.
    let rounds = std::env::var("EDIT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
    let (mut seconds, mut failures) = (f64::INFINITY, Vec::new());
    for _ in 0..rounds {
        let start = Instant::now();
        failures = set.run(&records, &context);
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    failures.iter().for_each(|failure| *by_edit.entry(&failure.edit.id).or_default() += 1);
    println!(
        "{} edits on {} items, {rows} rows: {seconds:.2} s, {:.0} ns a row; {} failures of {} edits",
        set.edits().len(),
        set.needed_items().len(),
        seconds * 1e9 / rows.max(1) as f64,
        failures.len(),
        by_edit.len(),
    );
    if std::env::var_os("EDIT_TIMES").is_some() {
        times(&set, &records, &context);
    }
}

/// Each edit alone, the slowest first: what it shares with others counts for each.
fn times(set: &EditSet, records: &Records<'_>, context: &Context) {
    let mut times: Vec<(f64, &str, usize)> = Vec::new();
    for edit in set.edits() {
        let alone = set.select(&rules::EditSelection { ids: &[&edit.id], ..Default::default() });
        let start = Instant::now();
        let failures = alone.run(records, context).len();
        times.push((start.elapsed().as_secs_f64(), &edit.id, failures));
    }
    times.sort_by(|one, other| other.0.total_cmp(&one.0));
    times.iter().take(40).for_each(|(seconds, id, failures)| println!("{seconds:7.3} s  {id:10} {failures:9}"));
}

type Columns = BTreeMap<String, Vec<String>>;

fn read(path: &str) -> Columns {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns: Columns = names.iter().map(|name| (name.clone(), Vec::new())).collect();
    for record in reader.records() {
        for (name, text) in names.iter().zip(&record.unwrap()) {
            columns.get_mut(name).unwrap().push(text.to_owned());
        }
    }
    columns
}

/// Where the rows of each patient end.
fn patients(columns: &Columns, rows: usize) -> Vec<usize> {
    match columns.get("patientIdNumber") {
        Some(ids) => (1..=rows).filter(|row| ids.get(*row) != ids.get(row - 1)).collect(),
        None => (1..=rows).collect(),
    }
}

/// Rows over each of which some passing examples are laid, with one to three tumors a patient.
fn generated(set: &EditSet, rows: usize) -> Columns {
    let mut state = 1_u64;
    let mut below = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound.max(1)
    };
    let examples: Vec<_> =
        set.edits().iter().flat_map(|edit| &edit.pass).flat_map(|example| &example.records).collect();
    let mut columns: Columns = set.needed_items().into_iter().map(|item| (item, vec![String::new(); rows])).collect();
    let mut patients = Vec::with_capacity(rows);
    let (mut patient, mut left) = (0, 0);
    for row in 0..rows {
        if left == 0 {
            (patient, left) = (patient + 1, [1, 1, 1, 1, 1, 2, 2, 3][below(8)]);
        }
        left -= 1;
        for _ in 0..100 {
            for (item, text) in examples[below(examples.len())] {
                if let (Some(column), Some(text)) = (columns.get_mut(item), text) {
                    column[row].clone_from(text);
                }
            }
        }
        patients.push(format!("{patient:08}"));
    }
    columns.insert("patientIdNumber".to_owned(), patients);
    columns
}
