//! Records received = accepted + rejected + duplicate, whatever a facility sends and however often.

use std::collections::HashMap;

use proptest::prelude::*;
use warehouse::Table;

use crate::support::{Items, file, newest, submit, warehouse, xml};

/// A record: patient (0 has no usable id), tumor number, content.
type Record = (u8, u8, u8);

fn records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec((0..5_u8, 1..3_u8, 0..3_u8), 1..12)
}

fn text_of(records: &[Record]) -> String {
    let texts: Vec<[String; 3]> = records
        .iter()
        .map(|(patient, tumor, content)| [format!("{patient:08}"), format!("{tumor:02}"), format!("C50{content}")])
        .collect();
    let items: Vec<[(&str, &str); 3]> = texts
        .iter()
        .map(|[patient, tumor, site]| {
            let id = if patient == "00000000" { "sex" } else { "patientIdNumber" };
            [(id, patient.as_str()), ("tumorRecordNumber", tumor.as_str()), ("primarySite", site.as_str())]
        })
        .collect();
    let tumors: Vec<[Items<'_>; 1]> = items.iter().map(|items| [&items[1..]]).collect();
    let patients: Vec<(Items<'_>, &[Items<'_>])> =
        items.iter().zip(&tumors).map(|(items, tumors)| (&items[..1], tumors.as_slice())).collect();
    xml(&patients)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_record_is_accounted_for(submissions in prop::collection::vec(records(), 1..4)) {
        let (folder, warehouse) = warehouse();
        let mut newest_content: HashMap<(u8, u8), u8> = HashMap::new();
        let mut stored = 0;
        for (at, records) in submissions.iter().enumerate() {
            // A number makes equal submissions other bytes.
            let text = format!("{}<!-- {at} -->", text_of(records));
            let counts = submit(&warehouse, &file(folder.path(), &format!("{at}.xml"), text), "F1").counts;
            let (mut accepted, mut rejected, mut duplicate, mut corrected) = (0, 0, 0, 0);
            for &(patient, tumor, content) in records {
                match (patient, newest_content.get(&(patient, tumor))) {
                    (0, _) => rejected += 1,
                    (_, Some(known)) if *known == content => duplicate += 1,
                    (_, known) => {
                        accepted += 1;
                        corrected += u64::from(known.is_some());
                        newest_content.insert((patient, tumor), content);
                    }
                }
            }
            stored += accepted;
            let found = (counts.received, counts.accepted, counts.rejected, counts.duplicate, counts.corrected);
            prop_assert_eq!(found, (records.len() as u64, accepted, rejected, duplicate, corrected));
            prop_assert_eq!(newest(&warehouse).table(Table::Abstracts).unwrap().rows(), stored);
        }
    }
}
