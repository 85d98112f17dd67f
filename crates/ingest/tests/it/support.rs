//! What the tests share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ingest::{Receipt, SubmitOptions};
use jiff::Timestamp;
use naaccr::{Patients, ReadOptions, UserDictionary};
use tempfile::TempDir;
use warehouse::{AsOf, KeySource, Snapshot, Warehouse};

/// The folder with the corpus, or `None`, and a word about what is skipped.
pub(crate) fn corpus(wanted_for: &str) -> Option<PathBuf> {
    let named = std::env::var_os("CASELAKE_CORPUS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"));
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped, no corpus at {}: {wanted_for}", folder.display());
    None
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap()
}

/// An empty warehouse in a folder of its own; its key is beside it.
pub(crate) fn warehouse() -> (TempDir, Warehouse) {
    let folder = tempfile::tempdir().unwrap();
    let created = Warehouse::create(&folder.path().join("w"), KeySource::default(), &ingest::schemas(), now()).unwrap();
    (folder, created.warehouse)
}

pub(crate) fn newest(warehouse: &Warehouse) -> Arc<Snapshot> {
    warehouse.snapshot(&AsOf::Latest).unwrap()
}

/// Submits one file that must go through.
pub(crate) fn submit(warehouse: &Warehouse, path: &Path, facility: &str) -> Receipt {
    submit_with(warehouse, path, &SubmitOptions::new(facility, "test", now()))
}

pub(crate) fn submit_with(warehouse: &Warehouse, path: &Path, options: &SubmitOptions<'_>) -> Receipt {
    let mut receipts = ingest::submit(warehouse, path, options);
    assert_eq!(receipts.len(), 1);
    receipts.remove(0).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An item of a file: patient and tumor ordinals (0 for the file, 0 for the patient), id, value.
pub(crate) type Listed = (u64, u32, String, String);

/// All items of a file, sorted within each element.
pub(crate) fn items(path: &Path, options: &ReadOptions) -> Vec<Listed> {
    let mut bytes = std::fs::read(path).unwrap();
    let gzip = bytes.starts_with(&[0x1f, 0x8b]);
    if path.ends_with("trailing-zero-padding.xml.gz") {
        // The decoder of the tests does not know padding; the checksum's and length's own zeros stay.
        let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 3);
        bytes.truncate(end.min(bytes.len()));
    }
    let source: Box<dyn std::io::Read + Send> = if gzip {
        Box::new(flate2::read::MultiGzDecoder::new(std::io::Cursor::new(bytes)))
    } else {
        Box::new(std::io::Cursor::new(bytes))
    };
    let flat = path.to_string_lossy().contains(".txt");
    let opened = if flat { naaccr::flat::open(source, options) } else { naaccr::xml::open(source, options) }.unwrap();
    let format = Arc::clone(&opened.format);
    let id = |item: naaccr::ItemValue<'_>| match item.slot {
        Some(slot) => format.dictionary().item(slot).unwrap().id.to_string(),
        None => item.unknown_id.to_owned(),
    };
    let mut list: Vec<Listed> =
        format.header().items.iter().map(|item| (0, 0, item.id.clone(), item.value.clone())).collect();
    let mut ordinal = 0;
    Patients::new(opened)
        .for_each(&mut Vec::new(), |patient| {
            ordinal += 1;
            let Some(patient) = patient else { return };
            list.extend(patient.items().map(|item| (ordinal, 0, id(item), item.value.to_owned())));
            for (tumor, number) in patient.tumors().zip(1..) {
                list.extend(tumor.items().map(|item| (ordinal, number, id(item), item.value.to_owned())));
            }
        })
        .unwrap();
    list.sort();
    list
}

/// All user dictionaries of the corpus that can be read.
pub(crate) fn user_dictionaries(corpus: &Path) -> Vec<Arc<UserDictionary>> {
    let mut found = Vec::new();
    for folder in ["naaccr/edge-dictionary", "naaccr/ref-dictionary"] {
        let Ok(entries) = std::fs::read_dir(corpus.join(folder)) else { continue };
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let used = name.starts_with("use-") || name == "testing-user-dictionary.xml";
            if used && let Ok(dictionary) = UserDictionary::parse(&std::fs::read(&path).unwrap()) {
                found.push(Arc::new(dictionary));
            }
        }
    }
    found
}

/// One tumor of a small file: items by id.
pub(crate) type Items<'a> = &'a [(&'a str, &'a str)];

/// A NAACCR XML file of patients, each with its own items and its tumors'.
pub(crate) fn xml(patients: &[(Items<'_>, &[Items<'_>])]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\"?>\n<NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" \
         recordType=\"A\" specificationVersion=\"1.8\" xmlns=\"http://naaccr.org/naaccrxml\">\n",
    );
    let push = |text: &mut String, items: Items<'_>| {
        for (id, value) in items {
            text.push_str(&format!("<Item naaccrId=\"{id}\">{value}</Item>\n"));
        }
    };
    for (items, tumors) in patients {
        text.push_str("<Patient>\n");
        push(&mut text, items);
        for tumor in *tumors {
            text.push_str("<Tumor>\n");
            push(&mut text, tumor);
            text.push_str("</Tumor>\n");
        }
        text.push_str("</Patient>\n");
    }
    text.push_str("</NaaccrData>\n");
    text
}

/// Writes a file into a folder.
pub(crate) fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// All rows of one text column of a table.
pub(crate) fn text_rows(snapshot: &Snapshot, table: warehouse::Table, column: &str) -> Vec<Option<String>> {
    use arrow::array::AsArray;
    let mut rows = Vec::new();
    for batch in snapshot.table(table).unwrap().scan(&[column]).unwrap() {
        let batch = batch.unwrap();
        rows.extend(batch.column(0).as_string::<i32>().iter().map(|value| value.map(str::to_owned)));
    }
    rows
}
