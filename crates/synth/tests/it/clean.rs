//! Clean records pass every edit that Caselake ships, whatever their version and type; planted errors are found.

use std::collections::BTreeMap;

use naaccr::{Level, RecordType, Version};
use rules::{Context, Day, EditSet, Records};
use synth::{Generator, SynthSpec};

use crate::{for_each, generator, of_tumor};

/// The records of all facilities, column by column, for the items that edits read.
struct Table {
    columns: BTreeMap<&'static str, Vec<String>>,
    patient_ends: Vec<usize>,
    rows: usize,
    /// Rows in which edits must find something, with what was planted there.
    planted: Vec<(usize, String)>,
}

fn table(generator: &Generator, needed: &[String], spec: &SynthSpec) -> Table {
    let dictionary = generator.dictionary();
    let mut table = Table { columns: BTreeMap::new(), patient_ends: Vec::new(), rows: 0, planted: Vec::new() };
    let ids: BTreeMap<_, &'static str> = dictionary
        .slots()
        .filter(|(_, item)| item.is_in(spec.record_type) && item.level != Level::NaaccrData)
        .filter_map(|(slot, _)| Some((slot.index(), dictionary.canonical(slot)?.id)))
        .filter(|(_, id)| needed.iter().any(|needed| needed == id))
        .collect();
    ids.values().for_each(|id| drop(table.columns.insert(id, Vec::new())));
    for_each(generator, |_, patient, truth| {
        for (tumor, told) in patient.tumors().zip(&truth.abstracts) {
            let here = |planted: &&synth::PlantedError| planted.tumor_record_number == told.tumor_record_number;
            // The others break the standard's structure, which readers see.
            let for_edits = |planted: &&synth::PlantedError| matches!(planted.kind, "invalid code" | "items disagree");
            for planted in truth.planted.iter().filter(here).filter(for_edits) {
                let [site, date] = [400, 390].map(|number| of_tumor(generator, &tumor, number));
                let what = format!("{} of item {} ({site}, {date})", planted.what, planted.item_number);
                table.planted.push((table.rows, what));
            }
            table.columns.values_mut().for_each(|column| column.push(String::new()));
            for item in patient.items().chain(tumor.items()) {
                let id = item.slot.and_then(|slot| ids.get(&slot.index()));
                let cell = id.and_then(|id| table.columns.get_mut(id)).and_then(|column| column.last_mut());
                cell.into_iter().for_each(|cell| item.value.clone_into(cell));
            }
            table.rows += 1;
        }
        table.patient_ends.push(table.rows);
    });
    table
}

/// What a file says of all its records.
fn of_file(generator: &Generator) -> Vec<(&'static str, String)> {
    let header = generator.header(0).unwrap();
    let made_on = header.time_generated.as_deref().map_or("", |time| &time[..10]).replace('-', "");
    let canonical = |item: &naaccr::RootItem| generator.dictionary().canonical(item.slot?);
    let items = header.items.iter().filter_map(|item| Some((canonical(item)?.id, item.value.clone())));
    items.chain([("timeGenerated", made_on)]).collect()
}

/// A record that fails an edit: its row, the edit, and the values it is judged by.
type Found = (usize, String, String);

/// What edits find in the records of all facilities, and what was planted in them.
fn findings(spec: &SynthSpec) -> (Table, Vec<Found>) {
    let edits = EditSet::shipped().unwrap();
    let needed = edits.needed_items();
    let generator = generator(spec);
    let table = table(&generator, &needed, spec);
    let mut records = Records::new(table.rows).with_patients(table.patient_ends.iter().copied());
    for (id, column) in &table.columns {
        records.insert(id, column.iter().map(String::as_str).collect());
    }
    let of_file = of_file(&generator);
    for (id, value) in &of_file {
        records.insert(id, vec![value.as_str(); table.rows]);
    }
    let context = Context { today: Day::from_ymd(2027, 6, 30).unwrap(), cutoff_year: 2026 };
    let told = edits.run(&records, &context).into_iter().map(|failure| {
        let items = failure.edit.items.iter().map(|item| format!("{item}={}", records.value(failure.row, item)));
        (failure.row, failure.edit.id.clone(), items.collect::<Vec<_>>().join(" "))
    });
    let found = told.collect();
    (table, found)
}

#[test]
fn clean_records_pass_every_edit() {
    let mut wrong = Vec::new();
    for (version, record_type, all_items, seed) in [
        (Version::V140, RecordType::Incidence, false, 1),
        (Version::V160, RecordType::Abstract, false, 2),
        (Version::V180, RecordType::Abstract, false, 3),
        (Version::V210, RecordType::Modified, false, 4),
        (Version::V230, RecordType::Confidential, false, 5),
        (Version::V250, RecordType::Incidence, false, 6),
        (Version::V250, RecordType::Abstract, false, 7),
        (Version::V260, RecordType::Abstract, false, 8),
    ] {
        let spec = SynthSpec {
            tumors: 6000,
            facilities: 4,
            states: 3,
            seed,
            version,
            record_type,
            all_items,
            ..SynthSpec::default()
        };
        let (table, found) = findings(&spec);
        assert!(table.rows >= 6000);
        let mut by_edit: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        found.iter().for_each(|(_, edit, values)| by_edit.entry(edit).or_insert((0, values)).0 += 1);
        for (edit, (count, example)) in by_edit {
            wrong.push(format!("{version} {record_type}: {count} x {edit}, such as {example}"));
        }
    }
    assert!(wrong.is_empty(), "clean records fail edits:\n{}", wrong.join("\n"));
}

#[test]
fn planted_errors_are_found_and_nothing_else_is() {
    for (version, seed) in [(Version::V180, 11), (Version::V220, 12), (Version::V250, 13)] {
        let spec = SynthSpec {
            tumors: 12_000,
            facilities: 3,
            seed,
            version,
            record_type: RecordType::Abstract,
            errors_share: 0.3,
            ..SynthSpec::default()
        };
        let (table, found) = findings(&spec);
        assert!(table.planted.len() > 500, "{}", table.planted.len());
        let rows: std::collections::BTreeSet<usize> = found.iter().map(|(row, ..)| *row).collect();
        let missed: Vec<_> =
            table.planted.iter().filter(|(row, _)| !rows.contains(row)).map(|(_, what)| what).collect();
        assert!(
            missed.is_empty(),
            "{version}: {} of {} missed: {:?}",
            missed.len(),
            table.planted.len(),
            &missed[..missed.len().min(9)]
        );
    }
}
