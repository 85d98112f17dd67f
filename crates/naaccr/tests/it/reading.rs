//! A file read whole, for tests of fixed-width and delimited files.

use std::io::Read;
use std::path::Path;

use naaccr::{Chunk, Error, Finding, Level, Next, Opened, Patient, Slot};

/// The bytes of a file, out of its gzip.
pub(crate) fn bytes(path: &Path) -> Vec<u8> {
    let stored = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_none_or(|extension| extension != "gz") {
        return stored;
    }
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(stored.as_slice()).read_to_end(&mut bytes).expect("a whole gzip");
    bytes
}

/// An item as the corpus lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) level: Level,
    pub(crate) patient: u64,
    pub(crate) tumor: u64,
    pub(crate) id: String,
    pub(crate) number: u32,
    pub(crate) value: String,
    pub(crate) line: u64,
}

/// What reading a file to its end, or to an error, gave.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) patients: u64,
    pub(crate) tumors: u64,
    pub(crate) quarantined: u64,
    pub(crate) items: Vec<Item>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) replaced_bytes: u64,
    pub(crate) error: Option<Error>,
}

impl Reading {
    pub(crate) fn of(opened: Result<Opened<'_>, Error>) -> Self {
        let mut reading = Self::default();
        match opened {
            Ok(opened) => reading.run(opened),
            Err(error) => reading.error = Some(error),
        }
        reading
    }

    fn run(&mut self, opened: Opened<'_>) {
        let format = std::sync::Arc::clone(&opened.format);
        let dictionary = format.dictionary();
        let item = |level, patient, tumor, slot, value: &str, line| {
            let def = dictionary.item(slot).expect("a slot of the dictionary");
            let (id, number, value) = (def.id.to_string(), def.number, value.to_owned());
            Item { level, patient, tumor, id, number, value, line }
        };
        for root in &format.header().items {
            let slot = root.slot.expect("a known item");
            self.items.push(item(Level::NaaccrData, 0, 0, slot, &root.value, root.line));
        }
        self.findings = opened.findings;
        let mut splitter = opened.splitter;
        let (mut chunk, mut patient) = (Chunk::default(), Patient::new());
        let result = loop {
            match splitter.next_chunk(&mut chunk) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(error) => break Err(error),
            }
            assert_eq!(chunk.first_patient, self.patients + self.quarantined + 1, "patients are counted");
            let mut parser = format.parse(&chunk);
            let end = loop {
                match parser.next_patient(&mut patient, &mut self.findings) {
                    Ok(Next::Patient) => self.add(&patient, item),
                    Ok(Next::Quarantined { .. }) => self.quarantined += 1,
                    Ok(Next::End) => break Ok(()),
                    Err(error) => break Err(error),
                }
            };
            if end.is_err() {
                break end;
            }
        };
        self.replaced_bytes = splitter.replaced_bytes();
        self.error = result.err();
    }

    fn add(&mut self, patient: &Patient, item: impl Fn(Level, u64, u64, Slot, &str, u64) -> Item) {
        self.patients += 1;
        for value in patient.items() {
            let slot = value.slot.expect("a known item");
            self.items.push(item(Level::Patient, self.patients, 0, slot, value.value, value.line));
        }
        for (tumor, place) in patient.tumors().zip(1..) {
            self.tumors += 1;
            for value in tumor.items() {
                let slot = value.slot.expect("a known item");
                self.items.push(item(Level::Tumor, self.patients, place, slot, value.value, value.line));
            }
        }
    }
}
