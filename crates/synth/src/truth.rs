//! What is true of the records, for whoever wants to know how well it was found out.

use std::io::{self, Write};

use crate::errors::PlantedError;
use crate::{Day, Error};

/// The truth of one patient of a file; its memory is reused from patient to patient.
#[derive(Debug, Clone, Default)]
pub struct PatientTruth {
    /// The person, the same wherever they are reported: `P` and a number from 1.
    pub person_id: String,
    /// Item 20 in this file.
    pub patient_id: String,
    /// Whether another facility reported the person first.
    pub is_duplicate: bool,
    /// Its abstracts, in the order of its tumors.
    pub abstracts: Vec<AbstractTruth>,
    /// Ids of items that were mistyped or lost.
    pub corrupted: Vec<&'static str>,
    /// Errors planted in it.
    pub planted: Vec<PlantedError>,
    /// All primaries of the person, seen from all facilities together; only where the person is reported first.
    pub tumors: Vec<TumorTruth>,
}

/// Which primary an abstract is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbstractTruth {
    /// Item 60.
    pub tumor_record_number: String,
    /// The primary, the same wherever it is reported: the person's id, a hyphen and a number from 1.
    pub tumor_id: String,
}

/// A primary as it truly is, with the outcome as far as any facility knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct TumorTruth {
    /// See [`AbstractTruth::tumor_id`].
    pub tumor_id: String,
    /// Postal abbreviation of the state that first reported it.
    pub state: &'static str,
    /// 1 male, 2 female.
    pub sex: u8,
    /// Date of birth.
    pub birth: Day,
    /// Date of diagnosis.
    pub diagnosed: Day,
    /// Topography, ICD-O-3.
    pub site: &'static str,
    /// Histology, ICD-O-3.
    pub histology: u32,
    /// Behavior, ICD-O-3.
    pub behavior: u8,
    /// Item 410.
    pub laterality: u8,
    /// SEER summary stage 2018.
    pub stage: u8,
    /// Last day on which any facility knows the vital status.
    pub exit: Day,
    /// Whether that is a death.
    pub is_dead: bool,
    /// 0 alive, 1 death from a cancer of the person, 2 from anything else, as things truly are.
    pub cause: u8,
    /// The day of death, known or not, where it is within the study.
    pub death: Option<Day>,
}

/// Writes the truth as CSV: `truth.csv` (a row an abstract), `planted.csv` (a row an error) and `tumors.csv` (a row a
/// primary, with the columns that `caselake survival --cases` reads). No value holds a comma or quote.
#[derive(Debug)]
pub struct TruthWriter<W: Write> {
    abstracts: W,
    planted: W,
    tumors: W,
}

/// Names of the three files, in the order of [`TruthWriter::new`].
pub const TRUTH_FILES: [&str; 3] = ["truth.csv", "planted.csv", "tumors.csv"];

/// Header lines of the three files.
pub const TRUTH_HEADERS: [&str; 3] = [
    "facility_id,patient_id,tumor_record_number,person_id,tumor_id,duplicate,corrupted_items",
    "facility_id,patient_id,tumor_record_number,kind,what,item_number",
    "id,person_id,state,sex,birth_date,dx_date,site,histology,behavior,laterality,stage,exit_date,status,cause,death_date",
];

impl<W: Write> TruthWriter<W> {
    /// Writers of abstracts, planted errors and primaries. Headers are the caller's to write, once, so that facilities
    /// written side by side can be joined.
    pub fn new(abstracts: W, planted: W, tumors: W) -> Self {
        Self { abstracts, planted, tumors }
    }

    /// Writes what is true of a patient of a facility.
    ///
    /// # Errors
    /// Bytes that cannot be written.
    pub fn write(&mut self, facility_id: &str, truth: &PatientTruth) -> Result<(), Error> {
        let PatientTruth { person_id, patient_id, .. } = truth;
        let duplicate = u8::from(truth.is_duplicate);
        for AbstractTruth { tumor_record_number, tumor_id } in &truth.abstracts {
            write!(
                self.abstracts,
                "{facility_id},{patient_id},{tumor_record_number},{person_id},{tumor_id},{duplicate},"
            )?;
            for (index, item) in truth.corrupted.iter().enumerate() {
                write!(self.abstracts, "{}{item}", if index > 0 { ";" } else { "" })?;
            }
            writeln!(self.abstracts)?;
        }
        for error in &truth.planted {
            let PlantedError { patient_id, tumor_record_number, kind, what, item_number } = error;
            writeln!(self.planted, "{facility_id},{patient_id},{tumor_record_number},{kind},{what},{item_number}")?;
        }
        for tumor in &truth.tumors {
            write_tumor(&mut self.tumors, person_id, tumor)?;
        }
        Ok(())
    }

    /// Gives the three writers back, flushed.
    ///
    /// # Errors
    /// Bytes that cannot be written.
    pub fn finish(mut self) -> Result<[W; 3], Error> {
        for out in [&mut self.abstracts, &mut self.planted, &mut self.tumors] {
            out.flush()?;
        }
        Ok([self.abstracts, self.planted, self.tumors])
    }
}

fn write_tumor(out: &mut impl Write, person_id: &str, tumor: &TumorTruth) -> io::Result<()> {
    let iso = |day: Day| {
        let mut text = String::with_capacity(10);
        day.write_iso(&mut text);
        text
    };
    let TumorTruth { tumor_id, state, sex, site, histology, behavior, laterality, stage, cause, .. } = tumor;
    writeln!(
        out,
        "{tumor_id},{person_id},{state},{sex},{},{},{site},{histology},{behavior},{laterality},{stage},{},{},{cause},{}",
        iso(tumor.birth),
        iso(tumor.diagnosed),
        iso(tumor.exit),
        u8::from(tumor.is_dead),
        tumor.death.map(iso).unwrap_or_default()
    )
}
