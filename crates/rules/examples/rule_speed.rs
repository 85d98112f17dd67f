//! How long all derived variables and all shipped edits take: `cargo run --release -p rules --example rule_speed -- FILE.csv [ROWS]`.
//!
//! The file's columns are NAACCR XML ids; its patients are repeated until there are that many rows (1,000,000). They are cut into
//! blocks of whole patients for two threads, each of which lays out a block's columns as whoever reads a file does. Reading
//! the file is not counted.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for developers")]

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use rules::{Context, Day, EditSet, Records, algorithms};

const THREADS: usize = 2;
const BLOCK: usize = 2048;

/// The file, column by column, and where each patient ends.
struct Table {
    columns: BTreeMap<String, Vec<String>>,
    ends: Vec<usize>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let table = read(&arguments.next().unwrap());
    let rows = arguments.next().map_or(1_000_000, |rows| rows.parse().unwrap());
    let blocks = blocks(&table, rows);
    let rows: usize = blocks.iter().map(|block| table.ends[block.end - 1] - start(&table, block.start)).sum();
    let edits = EditSet::shipped().unwrap();
    let context = Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: 2025 };
    let variables = algorithms().iter().map(|algorithm| algorithm.outputs.len()).sum::<usize>();
    // The tables are put together when first asked for, which is counted.
    let begin = Instant::now();
    let (next, failures) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let records = lay_out(&table, block.clone());
                    for algorithm in algorithms() {
                        // A variable of other inputs than a tumor's items has no answer.
                        std::hint::black_box(algorithm.derive(&records, &context).ok());
                    }
                    failures.fetch_add(edits.run(&records, &context).len(), Ordering::Relaxed);
                }
            });
        }
    });
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "{variables} variables and {} edits, {rows} rows, {THREADS} threads: {seconds:.2} s; {} failures",
        edits.edits().len(),
        failures.into_inner(),
    );
}

fn read(file: &str) -> Table {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut values: Vec<Vec<String>> = vec![Vec::new(); headers.len()];
    for row in reader.records() {
        let row = row.unwrap();
        values.iter_mut().zip(&row).for_each(|(column, value)| column.push(value.to_owned()));
    }
    let columns: BTreeMap<String, Vec<String>> = headers.into_iter().zip(values).collect();
    let patients = &columns["patientIdNumber"];
    let last_of_patient = |row: &usize| patients.get(*row) != patients.get(*row - 1);
    let ends = (1..=patients.len()).filter(last_of_patient).collect();
    Table { columns, ends }
}

/// Where a patient's rows start.
fn start(table: &Table, patient: usize) -> usize {
    if patient == 0 { 0 } else { table.ends[patient - 1] }
}

/// Ranges of patients of about a block's rows each, over and over, until there are enough rows.
fn blocks(table: &Table, rows: usize) -> Vec<Range<usize>> {
    let (mut blocks, mut counted, mut patient) = (Vec::new(), 0, 0);
    while counted < rows {
        let first = start(table, patient);
        let end = table.ends.partition_point(|end| *end <= first + BLOCK.min(rows - counted)).max(patient + 1);
        counted += table.ends[end - 1] - first;
        blocks.push(patient..end);
        patient = end % table.ends.len();
    }
    blocks
}

fn lay_out(table: &Table, patients: Range<usize>) -> Records<'_> {
    let rows = start(table, patients.start)..table.ends[patients.end - 1];
    let mut records = Records::new(rows.len()).with_patients(patients.map(|patient| table.ends[patient] - rows.start));
    for (item, column) in &table.columns {
        records.insert(item, column[rows.clone()].iter().map(String::as_str).collect());
    }
    records
}
