//! However a document is cut, the same is read.

use std::path::{Path, PathBuf};

use naaccr::{Namespaces, ReadOptions};

use crate::shared::corpus;
use crate::xml_reading::{Reading, lenient_but_stopping, text_of};

/// Our own documents, read leniently: patients, tumors, items, patients set aside.
const OWN: [(&str, [u64; 4]); 12] = [
    ("patient-in-comments.xml", [2, 1, 4, 0]),
    ("patient-in-cdata.xml", [2, 2, 6, 0]),
    ("patient-in-instructions.xml", [2, 1, 3, 0]),
    ("patient-in-extension.xml", [2, 2, 3, 0]),
    ("prefixed.xml", [3, 1, 5, 0]),
    ("odd-tags.xml", [6, 5, 3, 0]),
    ("long-values.xml", [2, 2, 7, 0]),
    ("one-line.xml", [3, 1, 4, 0]),
    ("doctype.xml", [1, 0, 1, 0]),
    ("broken-missing-end.xml", [3, 0, 3, 1]),
    ("broken-nested.xml", [3, 0, 3, 1]),
    ("broken-inside.xml", [2, 0, 2, 15]),
];

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// Reads a text whole and in chunks of many sizes, in every way, and returns the lenient reading.
pub(crate) fn read_in_every_way(text: &[u8], name: &str) -> Reading {
    let ways = [
        ReadOptions::default(),
        ReadOptions { namespaces: Namespaces::Relaxed, ..ReadOptions::default() },
        lenient_but_stopping(),
        ReadOptions::lenient(),
    ];
    let mut reading = Reading::default();
    for options in ways {
        reading = Reading::of(text, &options);
        for chunk_bytes in [1, 7, 64, 1000] {
            let in_chunks = Reading::of(text, &ReadOptions { chunk_bytes, ..options.clone() });
            assert_eq!(in_chunks, reading, "{name} in chunks of {chunk_bytes}");
        }
    }
    reading
}

#[test]
fn our_documents_read_the_same_however_they_are_cut() {
    let listed = std::fs::read_dir(own("")).unwrap().filter(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension().is_some_and(|extension| extension == "xml")
    });
    assert_eq!(listed.count(), OWN.len());
    for (name, counts) in OWN {
        let reading = read_in_every_way(&text_of(&own(name)), name);
        let found = [reading.patients, reading.tumors, reading.items.len() as u64, reading.quarantined];
        assert_eq!((found, &reading.error), (counts, &None), "{name}");
        let is_legal = !name.starts_with("broken-");
        assert_eq!(reading.findings.is_empty(), is_legal, "{name}");
        let ids: Vec<_> =
            reading.items.iter().filter(|item| item.id == "patientIdNumber").map(|item| &item.value).collect();
        assert!(ids.is_sorted() && (ids.first().is_some_and(|first| *first == "00000001")), "{name}: {ids:?}");
    }
}

#[test]
fn every_document_of_the_corpus_reads_the_same_however_it_is_cut() {
    let Some(corpus) = corpus() else { return };
    let mut files = 0;
    for folder in std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let text = text_of(&file);
            if text.len() < 100_000 {
                read_in_every_way(&text, &file.display().to_string());
                files += 1;
            }
        }
    }
    assert!(files >= 230, "{files}");
}

#[test]
fn line_ends_and_encodings_change_nothing() {
    for (name, _) in OWN {
        let text = String::from_utf8(text_of(&own(name))).unwrap();
        let reading = read_in_every_way(text.as_bytes(), name);
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
        };
        let variants = [
            text.replace('\n', "\r\n").into_bytes(),
            text.replace('\n', "\r").into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            utf16(u16::to_le_bytes).split_off(2),
        ];
        for variant in variants {
            assert_eq!(read_in_every_way(&variant, name), reading, "{name}");
        }
    }
}

#[test]
fn a_patient_beyond_the_limit_is_refused() {
    let text = text_of(&own("odd-tags.xml"));
    let read = |max_patient_bytes, chunk_bytes| {
        Reading::of(&text, &ReadOptions { max_patient_bytes, chunk_bytes, ..ReadOptions::default() })
    };
    assert_eq!(read(1000, 4096).error, None);
    for chunk_bytes in [1, 64, 4096] {
        let (rule, _, patient) = read(200, chunk_bytes).error.unwrap();
        assert_eq!((rule.as_str(), patient), ("patient-too-large", 1));
    }
}

/// Found by fuzzing.
#[test]
fn a_tag_that_only_looks_empty_is_not_cut_behind() {
    let text = text_of(&own("one-line.xml"));
    let text = String::from_utf8(text).unwrap().replace("<Patient/>", "<Patient /8\" id=\"sex\"/>");
    let reading = read_in_every_way(text.as_bytes(), "looks empty");
    assert_eq!((reading.quarantined, reading.error), (1, None));
}
