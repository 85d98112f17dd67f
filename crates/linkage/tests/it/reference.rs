//! Reading reference lists, which lie beside the project or where `CASELAKE_LINKAGE` says. The truth in them is not read here.

use std::path::PathBuf;

use linkage::Persons;

/// The first rows of a list; none, with a note, where the folder is absent.
pub(crate) fn read(name: &str, rows: usize) -> Option<Persons> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/linkage");
    let folder = std::env::var_os("CASELAKE_LINKAGE").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let Ok(file) = std::fs::File::open(folder.join(name)) else {
        println!("skipped: {name} is not in {}", folder.display());
        return None;
    };
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let header = reader.headers().unwrap().clone();
    let mut persons = Persons::default();
    for row in reader.records().take(rows) {
        for (name, value) in header.iter().zip(&row.unwrap()) {
            let name = if name == "date_last_contact" { "date_of_last_contact" } else { name };
            if let Some(column) = persons.column_mut(name) {
                column.push(value);
            }
        }
    }
    Some(persons)
}
