//! What is stored of the corpus' samples has the counts and hashes that the reference library gives.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, AsArray, Int32Array, Int64Array, RecordBatch};
use warehouse::{Purpose, SnapshotNumber, Table};

use crate::support::{corpus, newest, submit, warehouse};

#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Sum {
    values: u64,
    characters: u64,
    hash: u64,
}

impl Sum {
    fn add(&mut self, patient: i64, tumor: i32, value: &str) {
        self.values += 1;
        self.characters += value.chars().count() as u64;
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in format!("{patient}\t{tumor}\t{value}").bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.hash = self.hash.wrapping_add(hash);
    }
}

/// Adds every text column of a batch to the sums of its id. Patient items count on the patient's first row only.
fn add(sums: &mut BTreeMap<String, Sum>, levels: &BTreeMap<String, String>, batch: &RecordBatch) {
    let patients = batch.column_by_name("patient_ordinal").unwrap().as_any().downcast_ref::<Int64Array>().unwrap();
    let tumors = batch.column_by_name("tumor_ordinal").unwrap().as_any().downcast_ref::<Int32Array>().unwrap();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let Some(level) = levels.get(field.name()) else { continue };
        let values = column.as_string::<i32>();
        for row in 0..batch.num_rows() {
            let tumor = tumors.value(row);
            if values.is_null(row) || (level == "Patient" && tumor > 1) {
                continue;
            }
            let counted_as = if level == "Patient" { 0 } else { tumor };
            sums.entry(field.name().clone()).or_default().add(patients.value(row), counted_as, values.value(row));
        }
    }
}

fn stored_as_in_truth(corpus: &Path, file: &str, truth: &str) {
    let (_folder, warehouse) = warehouse();
    submit(&warehouse, &corpus.join("samples").join(file), "F1");
    let snapshot = newest(&warehouse);

    let mut expected: BTreeMap<String, Sum> = BTreeMap::new();
    let mut levels = BTreeMap::new();
    for row in csv::Reader::from_path(corpus.join("samples").join(truth)).unwrap().records() {
        let row = row.unwrap();
        // Columns are called as in the newest version.
        let number: u32 = row[1].parse().unwrap();
        let id = naaccr::canonical_item(number).map_or_else(|| row[0].to_owned(), |item| item.id.to_owned());
        let hash = u64::from_str_radix(&row[6], 16).unwrap();
        let sum = Sum { values: row[3].parse().unwrap(), characters: row[5].parse().unwrap(), hash };
        levels.insert(id.clone(), row[2].to_owned());
        expected.insert(id, sum);
    }

    let mut sums = BTreeMap::new();
    let table = snapshot.table(Table::Abstracts).unwrap();
    let columns: Vec<_> = table.columns().iter().map(|column| column.name.as_str()).collect();
    for batch in table.scan(&columns).unwrap() {
        add(&mut sums, &levels, &batch.unwrap());
    }
    let recorder = |_: &Purpose<'_>, _: SnapshotNumber| Ok(());
    let purpose = Purpose { who: "test", why: "test", scope: "all" };
    let vault = warehouse.vault(&snapshot, &recorder, &purpose).unwrap();
    for file in snapshot.vault_files() {
        for batch in vault.read(file, None).unwrap() {
            add(&mut sums, &levels, &batch.unwrap());
        }
    }
    for batch in snapshot.table(Table::Submissions).unwrap().scan(&["root_items"]).unwrap() {
        let batch = batch.unwrap();
        let maps = batch.column(0).as_map();
        let (keys, values) = (maps.keys().as_string::<i32>(), maps.values().as_string::<i32>());
        for entry in 0..keys.len() {
            sums.entry(keys.value(entry).to_owned()).or_insert_with(Sum::default).add(0, 0, values.value(entry));
        }
    }
    assert!(expected.len() > 100);
    for (id, expected) in &expected {
        assert_eq!(sums.get(id), Some(expected), "{file}: {id}");
    }
}

#[test]
fn counts_and_hashes() {
    let Some(corpus) = corpus("counts and hashes of its samples") else { return };
    let mut met = 0;
    for entry in std::fs::read_dir(corpus.join("samples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(file) = name.strip_prefix("truth-").and_then(|name| name.strip_suffix(".csv")) {
            stored_as_in_truth(&corpus, &format!("{file}.gz"), &name);
            met += 1;
        }
    }
    assert!(met >= 3);
}

#[test]
fn errors_of_the_dirty_file() {
    let Some(corpus) = corpus("the errors of its dirty sample") else { return };
    let path = corpus.join("samples/dirty-a250-2k.errors.csv.gz");
    let text = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
    let mut expected = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(text);
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("{headers:?}"));
    let (patient, tumor, code, id) = (at("patient"), at("tumor"), at("code"), at("xml_id"));
    for row in reader.records() {
        let row = row.unwrap();
        let key = (row[patient].to_owned(), row[tumor].to_owned(), row[code].to_owned(), row[id].to_owned());
        *expected.entry(key).or_insert(0) += 1;
    }
    let file = corpus.join("samples/dirty-a250-2k.xml.gz");
    let reports = ingest::check(&file, &ingest::CheckOptions::at(jiff::Timestamp::UNIX_EPOCH));
    let mut found = BTreeMap::new();
    for finding in reports[0].findings().iter() {
        let item = finding.item.as_deref().unwrap_or_default().to_owned();
        let key = (finding.patient.to_string(), finding.tumor.to_string(), finding.kind().to_owned(), item);
        *found.entry(key).or_insert(0) += 1;
    }
    assert_eq!(expected.values().sum::<i32>(), found.values().sum::<i32>());
    assert_eq!(expected, found);
}
