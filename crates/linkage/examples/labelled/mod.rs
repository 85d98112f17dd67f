//! Person lists with known truth: CSV, plain or gzipped, with a column `entity_id`. The truth never reaches the linker.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};

use linkage::{Column, Persons};

/// A list and who its rows are.
pub(crate) struct Labelled {
    pub(crate) persons: Persons,
    /// The person of each row.
    pub(crate) entity: Vec<u32>,
    /// Why the person is hard, where the file says so.
    pub(crate) kind: Vec<String>,
}

/// Our columns and theirs. The parts of an address are put together.
const COLUMNS: &[(&str, &[&[&str]])] = &[
    ("record_id", &[&["record_id"]]),
    ("first_name", &[&["first_name"], &["given_name"]]),
    ("middle_name", &[&["middle_name"], &["middle_initial"]]),
    ("last_name", &[&["last_name"], &["surname"]]),
    ("maiden_name", &[&["maiden_name"]]),
    ("name_suffix", &[&["name_suffix"]]),
    ("dob", &[&["dob"], &["date_of_birth"]]),
    ("sex", &[&["sex"]]),
    ("ssn", &[&["ssn"], &["soc_sec_id"]]),
    (
        "address",
        &[
            &["address"],
            &[
                "mailing_address_street_number",
                "mailing_address_street_name",
                "mailing_address_unit_number",
                "mailing_address_po_box",
            ],
            &["street_number", "street_name", "unit_number"],
            &["street_number", "address_1"],
        ],
    ),
    ("city", &[&["city"], &["suburb"], &["mailing_address_city"]]),
    ("state", &[&["state"], &["mailing_address_state"]]),
    ("zip", &[&["zip"], &["zipcode"], &["postcode"], &["mailing_address_zipcode"]]),
    ("phone", &[&["phone"]]),
    ("vital_status", &[&["vital_status"]]),
    ("date_of_last_contact", &[&["date_last_contact"]]),
];

/// Reads a list; `entities` numbers the truth over several.
pub(crate) fn read(path: &str, entities: &mut HashMap<String, u32>) -> Labelled {
    let file = BufReader::new(File::open(path).unwrap_or_else(|error| panic!("{path}: {error}")));
    let text: Box<dyn Read> =
        if path.ends_with(".gz") { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(text);
    let header = reader.headers().expect("a header").clone();
    let position = |name: &str| header.iter().position(|found| found == name);
    let sources: Vec<(&str, Vec<usize>)> = COLUMNS
        .iter()
        .filter_map(|(ours, theirs)| {
            theirs
                .iter()
                .find_map(|parts| parts.iter().map(|part| position(part)).collect::<Option<Vec<usize>>>())
                .map(|at| (*ours, at))
        })
        .collect();
    let (entity_at, kind_at) = (position("entity_id").expect("a column entity_id"), position("truth_kind"));
    let mut list = Labelled { persons: Persons::default(), entity: Vec::new(), kind: Vec::new() };
    let mut columns: Vec<Column> = sources.iter().map(|_| Column::default()).collect();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).expect("a row") {
        for (column, (_, at)) in columns.iter_mut().zip(&sources) {
            match at.as_slice() {
                [one] => column.push(&row[*one]),
                several => column.push_joined(&several.iter().map(|at| &row[*at]).collect::<Vec<_>>()),
            }
        }
        let next = entities.len() as u32;
        let entity = match entities.get(&row[entity_at]) {
            Some(known) => *known,
            None => *entities.entry(row[entity_at].to_owned()).or_insert(next),
        };
        list.entity.push(entity);
        if let Some(at) = kind_at {
            list.kind.push(row[at].to_owned());
        }
    }
    for (column, (name, _)) in columns.into_iter().zip(&sources) {
        *list.persons.column_mut(name).expect("one of our columns") = column;
    }
    list
}
