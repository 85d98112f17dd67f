//! What each item of a record says: a table from item number to the function that writes its value.
//!
//! A function writes nothing where a registrar would leave the item blank. Values fit every version of the standard
//! that has the item.

mod collaborative;
mod dates;
mod diagnosis;
mod fixed;
mod follow_up;
mod generic;
mod identity;
mod specific;
mod stage;
mod text;
mod treatment;
mod when;

use crate::Day;
use crate::calendar::push_digits;
use crate::chance::{Chance, Draw};
use crate::primary::Primary;
use crate::report::Report;
use crate::world::World;

pub(crate) use generic::write_generic;
pub(crate) use when::When;

/// A person as reported, seen by the items of the `Patient` element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PatientView<'r> {
    pub(crate) world: &'r World,
    pub(crate) report: &'r Report<'r>,
}

/// A primary as reported, seen by the items of the `Tumor` element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TumorView<'r> {
    pub(crate) patient: PatientView<'r>,
    pub(crate) primary: &'r Primary<'r>,
    /// Year of diagnosis.
    pub(crate) year: i32,
    /// Its place among those of the report, from 1.
    pub(crate) number: u32,
    /// `sequenceNumberCentral` within the report.
    pub(crate) sequence: u32,
    /// `classOfCase`.
    pub(crate) class: u32,
}

/// Writes an item of a patient.
pub(crate) type PatientItem = fn(&PatientView<'_>, &mut String);
/// Writes an item of a tumor.
pub(crate) type TumorItem = fn(&TumorView<'_>, &mut String);
/// An item by number, with when it is collected.
type TumorRow = (u32, When, TumorItem);

/// Where the value of an item comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Patient(PatientItem),
    Tumor(When, TumorItem),
    /// The same in every record.
    Fixed(&'static str),
}

/// What is known of an item.
pub(crate) fn source(number: u32) -> Option<Source> {
    let patient = [identity::PATIENT, follow_up::PATIENT, dates::PATIENT];
    let tumor = [
        identity::TUMOR,
        diagnosis::TUMOR,
        stage::TUMOR,
        collaborative::TUMOR,
        treatment::TUMOR,
        follow_up::TUMOR,
        specific::TUMOR,
        text::TUMOR,
        dates::TUMOR,
    ];
    let of_patient = patient.iter().flat_map(|table| table.iter()).find(|item| item.0 == number);
    let of_tumor = tumor.iter().flat_map(|table| table.iter()).find(|item| item.0 == number);
    let fixed = || fixed::FIXED.iter().find(|item| item.0 == number);
    of_patient
        .map(|item| Source::Patient(item.1))
        .or_else(|| of_tumor.map(|item| Source::Tumor(item.1, item.2)))
        .or_else(|| fixed().map(|item| Source::Fixed(item.1)))
}

impl<'r> TumorView<'r> {
    /// The views of all tumors of a report, in order.
    pub(crate) fn all(patient: PatientView<'r>) -> impl Iterator<Item = Self> {
        let report = patient.report;
        let malignant = report.primaries().filter(|primary| !primary.is_benign()).count();
        let benign = report.primaries().filter(|primary| primary.is_benign()).count();
        let mut seen = [0_u32; 2];
        (1..).zip(report.primaries()).map(move |(number, primary)| {
            let kind = usize::from(primary.is_benign());
            seen[kind] += 1;
            let of_kind = [malignant, benign][kind];
            // One alone is 00, or 60 where it is not malignant; several are counted from 01, or 61.
            let sequence = [0, 60][kind] + if of_kind > 1 { seen[kind] } else { 0 };
            Self {
                patient,
                primary,
                year: primary.year(),
                number,
                sequence,
                class: diagnosis::class_of_case(report, primary),
            }
        })
    }

    pub(crate) fn report(&self) -> &'r Report<'r> {
        self.patient.report
    }

    /// Chance of an item that nothing else depends on.
    pub(crate) fn chance(&self, number: u32) -> Chance {
        item_chance(self.primary.chance, number)
    }

    /// Known by a living patient, as almost all are.
    pub(crate) fn is_clinical(&self) -> bool {
        self.primary.source == crate::primary::Source::Patient
    }
}

/// Appends one of a few codes, with weights.
pub(crate) fn pick(out: &mut String, chance: Chance, codes: &[&str], weights: &[u32]) {
    out.push_str(codes.get(chance.weighted(Draw::Item, weights)).copied().unwrap_or_default());
}

/// Appends a number of `width` digits.
pub(crate) fn digits(out: &mut String, number: impl Into<u32>, width: usize) {
    push_digits(out, number.into(), width);
}

/// Appends a date, if there is one.
pub(crate) fn date(out: &mut String, day: Option<Day>) {
    if let Some(day) = day {
        day.write_compact(out);
    }
}

/// Appends a code if a condition holds.
pub(crate) fn code_if(out: &mut String, holds: bool, code: &str) {
    if holds {
        out.push_str(code);
    }
}

/// Chance of an item that nothing else depends on.
pub(crate) fn item_chance(place: Chance, number: u32) -> Chance {
    place.child(1_000 + u64::from(number))
}
