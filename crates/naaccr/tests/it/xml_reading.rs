//! An XML file read whole.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use naaccr::{Chunk, Error, Finding, Next, OnBrokenPatient, Opened, Patient, ReadOptions, Slot};

/// The text of a file, out of its gzip. What a damaged gzip holds up to the damage counts: containers are not tested here.
pub(crate) fn text_of(path: &Path) -> Vec<u8> {
    let stored = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_none_or(|extension| extension != "gz") {
        return stored;
    }
    let mut text = Vec::new();
    let _ = flate2::read::MultiGzDecoder::new(stored.as_slice()).read_to_end(&mut text);
    text
}

/// An item with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// 0 for the file.
    pub(crate) patient: u64,
    /// 0 for the patient and the file.
    pub(crate) tumor: u64,
    pub(crate) id: String,
    pub(crate) number: Option<u32>,
    pub(crate) value: String,
    pub(crate) line: u64,
}

impl Item {
    /// The name of the element it stood in.
    pub(crate) fn level(&self) -> &'static str {
        match (self.patient, self.tumor) {
            (0, _) => "NaaccrData",
            (_, 0) => "Patient",
            _ => "Tumor",
        }
    }
}

/// What reading a file to its end, or to an error, gave.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) header: Option<[String; 3]>,
    pub(crate) patients: u64,
    pub(crate) tumors: u64,
    pub(crate) quarantined: u64,
    /// Lines of patients and tumors.
    pub(crate) lines: Vec<u64>,
    pub(crate) items: Vec<Item>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) replaced_bytes: u64,
    /// Rule, line and patient.
    pub(crate) error: Option<(String, u64, u64)>,
}

impl Reading {
    pub(crate) fn of(text: &[u8], options: &ReadOptions) -> Self {
        let mut reading = Self::default();
        let result = naaccr::xml::open(text, options).and_then(|opened| reading.run(opened));
        reading.error = result.err().map(|error| match error.as_broken() {
            Some(broken) => (broken.rule.to_string(), broken.line, broken.patient),
            None => panic!("{error}"),
        });
        reading
    }

    /// `valid`, `errors` or `fatal`, as the corpus says it.
    pub(crate) fn outcome(&self) -> &'static str {
        if self.error.is_some() {
            "fatal"
        } else if self.findings.is_empty() {
            "valid"
        } else {
            "errors"
        }
    }

    fn run(&mut self, opened: Opened<'_>) -> Result<(), Error> {
        let format = Arc::clone(&opened.format);
        let header = format.header();
        self.header =
            Some([header.version.to_string(), header.record_type.to_string(), header.spec_version.to_string()]);
        let number = |slot: Option<Slot>| slot.and_then(|slot| format.dictionary().item(slot)).map(|item| item.number);
        for item in &header.items {
            let (id, value) = (item.id.clone(), item.value.clone());
            self.items.push(Item { patient: 0, tumor: 0, id, number: number(item.slot), value, line: item.line });
        }
        self.findings = opened.findings;
        let mut splitter = opened.splitter;
        let (mut chunk, mut patient) = (Chunk::default(), Patient::new());
        let mut started = 0;
        while splitter.next_chunk(&mut chunk)? {
            assert_eq!(chunk.first_patient, started + 1, "the splitter counts as many patients as the parser");
            let mut parser = format.parse(&chunk);
            loop {
                match parser.next_patient(&mut patient, &mut self.findings)? {
                    Next::Patient => {
                        started += 1;
                        self.patients += 1;
                        self.add(&patient, started, &format);
                    }
                    Next::Quarantined { .. } => {
                        started += 1;
                        self.quarantined += 1;
                    }
                    Next::End => break,
                }
            }
        }
        self.replaced_bytes = splitter.replaced_bytes();
        Ok(())
    }

    fn add(&mut self, patient: &Patient, place: u64, format: &Arc<dyn naaccr::Format>) {
        self.lines.push(patient.line());
        let of_patient = patient.items().map(|item| (0, item));
        let of_tumors =
            patient.tumors().zip(1..).flat_map(|(tumor, place)| tumor.items().map(move |item| (place, item)));
        for (tumor, item) in of_patient.chain(of_tumors) {
            let def = item.slot.and_then(|slot| format.dictionary().item(slot));
            let id = def.map_or(item.unknown_id, |def| &def.id).to_owned();
            let (number, value) = (def.map(|def| def.number), item.value.to_owned());
            self.items.push(Item { patient: place, tumor, id, number, value, line: item.line });
        }
        self.tumors += patient.tumor_count() as u64;
        self.lines.extend(patient.tumors().map(|tumor| tumor.line()));
    }
}

/// The lenient way of reading, but for broken patients, which stop it as they stop the reference library.
pub(crate) fn lenient_but_stopping() -> ReadOptions {
    ReadOptions { on_broken_patient: OnBrokenPatient::Stop, ..ReadOptions::lenient() }
}
