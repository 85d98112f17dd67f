//! The large samples: every value and every error of them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use naaccr::ReadOptions;

use crate::shared::{folder, rows};
use crate::xml_reading::{Reading, text_of};

fn samples() -> Option<PathBuf> {
    Some(folder("CASELAKE_CORPUS", "corpus")?.join("samples"))
}

/// Files of the samples with this start and end of the name, and the part between.
fn named(folder: &Path, start: &str, end: &str) -> Vec<(PathBuf, String)> {
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_prefix(start)?.strip_suffix(end)?.to_owned();
            Some((path, name))
        })
        .collect();
    found.sort();
    found
}

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn every_item_of_the_samples_has_its_values() {
    let Some(samples) = samples() else { return };
    let truths = named(&samples, "truth-", ".xml.csv");
    assert!(truths.len() >= 2);
    for (truth, name) in truths {
        let reading = Reading::of(&text_of(&samples.join(format!("{name}.xml.gz"))), &ReadOptions::default());
        assert_eq!((reading.outcome(), reading.replaced_bytes), ("valid", 0), "{name}");
        let mut found: BTreeMap<(String, u32), (u64, u64)> = BTreeMap::new();
        for item in &reading.items {
            let (count, sum) = found.entry((item.id.clone(), item.number.unwrap())).or_default();
            *count += 1;
            *sum = sum.wrapping_add(hash(format!("{}\t{}\t{}", item.patient, item.tumor, item.value).as_bytes()));
        }
        let truth: BTreeMap<_, _> = rows(&truth)
            .iter()
            .map(|row| {
                let key = (row.get("xml_id").to_owned(), row.get("item_number").parse().unwrap());
                (key, (row.get("n_values").parse().unwrap(), u64::from_str_radix(row.get("hash_sum"), 16).unwrap()))
            })
            .collect();
        assert!(truth.len() >= 300);
        assert_eq!(found, truth, "{name}");
    }
}

#[test]
fn every_error_of_the_dirty_samples_is_found_and_none_invented() {
    let Some(samples) = samples() else { return };
    let lists = named(&samples, "dirty-", ".errors.csv.gz");
    assert!(!lists.is_empty());
    for (list, name) in lists {
        let text = text_of(&samples.join(format!("dirty-{name}.xml.gz")));
        let reading = Reading::of(&text, &ReadOptions::default());
        let mut csv = String::new();
        flate2::read::GzDecoder::new(std::fs::File::open(list).unwrap()).read_to_string(&mut csv).unwrap();
        let mut wanted: Vec<_> = csv::Reader::from_reader(csv.as_bytes())
            .into_records()
            .map(|row| row.unwrap())
            // The library leaves the id and line of a wrong number blank.
            .map(|row| [0, 1, 4, 5, 3].map(|column| row[column].to_owned()))
            .collect();
        let mut found: Vec<_> = reading
            .findings
            .iter()
            .map(|finding| {
                let code = finding.code.name().to_owned();
                let id = finding.item_id().unwrap_or_default().to_owned();
                [finding.patient.to_string(), finding.tumor.to_string(), code, id, finding.line.to_string()]
            })
            .collect();
        assert!(wanted.len() >= 3137);
        for row in &mut wanted {
            if row[3].is_empty() {
                let same = |found: &[String; 5]| found[..3] == row[..3] && (row[4].is_empty() || found[4] == row[4]);
                row[3] = found.iter().find(|found| same(found)).map_or(String::new(), |found| found[3].clone());
            }
        }
        found.sort();
        wanted.sort();
        assert_eq!(reading.error, None);
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(&wanted) {
            assert_eq!(found, wanted);
        }
    }
}
