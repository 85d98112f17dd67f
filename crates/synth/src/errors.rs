//! Errors that are planted in clean records, so that it can be seen whether a check finds them.

use naaccr::Code;

use crate::Day;
use crate::chance::{Chance, Draw};
use crate::items::TumorView;

/// One planted error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedError {
    /// Item 20 of the patient.
    pub patient_id: String,
    /// Item 60 of the tumor.
    pub tumor_record_number: String,
    /// For a rule of the standard the name of its [`Code`]; else `invalid code` or `items disagree`.
    pub kind: &'static str,
    /// What is wrong, e.g. `diagnosis after last contact`.
    pub what: &'static str,
    /// Number of the item that is wrong, 0 for one that the standard lacks.
    pub item_number: u32,
}

/// How a value is spoiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Set(&'static str),
    SetDay(Day),
    Add(&'static str),
    Before(&'static str),
    DropLast,
    /// Adds to a number of three digits.
    Older(u32),
    /// Stands in the tumor instead.
    ToTumor,
}

/// What is done to one record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plant {
    pub(crate) kind: &'static str,
    pub(crate) what: &'static str,
    /// Item numbers with what becomes of them; 0 is an item that the standard lacks.
    pub(crate) changes: [Option<(u32, Change)>; 2],
}

/// The id of the item that no dictionary has.
pub(crate) const UNKNOWN_ID: &str = "itemOfNoStandard";
const INVALID_CODE: &str = "invalid code";
const ITEMS_DISAGREE: &str = "items disagree";

impl Change {
    pub(crate) fn apply(self, value: &mut String) {
        match self {
            Self::Set(new) => new.clone_into(value),
            Self::SetDay(day) => {
                value.clear();
                day.write_compact(value);
            }
            Self::Add(more) => value.push_str(more),
            Self::Before(more) => value.insert_str(0, more),
            Self::DropLast => drop(value.pop()),
            Self::Older(years) => {
                let older = value.parse::<u32>().unwrap_or(0) + years;
                value.clear();
                crate::calendar::push_digits(value, older, 3);
            }
            Self::ToTumor => value.clear(),
        }
    }
}

impl Plant {
    /// The change of an item.
    pub(crate) fn change(&self, number: u32) -> Option<Change> {
        self.changes.iter().flatten().find(|change| change.0 == number).map(|change| change.1)
    }

    /// An error for a record; it stands out whatever else the record says.
    pub(crate) fn draw(view: &TumorView<'_>, fixed_columns: bool) -> Option<Self> {
        let chance = view.report().chance.child(600 + u64::from(view.number));
        match chance.weighted(Draw::Kind, &[if fixed_columns { 0 } else { 40 }, 30, 30]) {
            0 => structure(chance),
            1 => code(chance),
            _ => between_items(chance, view),
        }
    }
}

fn structure(chance: Chance) -> Option<Plant> {
    const ERRORS: [(Code, &str, u32, Change); 12] = [
        (Code::TooLong, "one character too many", 400, Change::Add("9")),
        (Code::TooLong, "one digit too many", 522, Change::Add("3")),
        (Code::TooLong, "one digit too many", 610, Change::Add("0")),
        (Code::TooShort, "a digit is missing", 522, Change::DropLast),
        (Code::TooShort, "a digit is missing", 610, Change::DropLast),
        (Code::InvalidType, "a letter among digits", 490, Change::Set("A")),
        (Code::InvalidType, "a letter among digits", 523, Change::Set("X")),
        (Code::InvalidType, "a date with slashes", 580, Change::Set("1/2/2015")),
        (Code::LeadingSpace, "a blank before the value", 2170, Change::Before(" ")),
        (Code::TrailingSpace, "a blank after the value", 2170, Change::Add(" ")),
        (Code::InvalidLevel, "an item of the patient in the tumor", 190, Change::ToTumor),
        (Code::UnknownId, "an item that the standard lacks", 0, Change::Set("1")),
    ];
    let &(code, what, number, change) = chance.one_of(Draw::Value, &ERRORS)?;
    Some(Plant { kind: code.name(), what, changes: [Some((number, change)), None] })
}

fn code(chance: Chance) -> Option<Plant> {
    const ERRORS: [(u32, &str); 12] = [
        (150, "8"),
        (160, "77"),
        (220, "8"),
        (400, "C999"),
        (410, "7"),
        (490, "0"),
        (500, "9"),
        (523, "7"),
        (610, "77"),
        (1360, "6"),
        (1390, "55"),
        (1760, "7"),
    ];
    let &(number, value) = chance.one_of(Draw::Value, &ERRORS)?;
    Some(Plant { kind: INVALID_CODE, what: "no such code", changes: [Some((number, Change::Set(value))), None] })
}

fn between_items(chance: Chance, view: &TumorView<'_>) -> Option<Plant> {
    let report = view.report();
    let treatment = &view.primary.treatment;
    let alive = !report.last_contact.dead;
    let one =
        |what, number, change| Some(Plant { kind: ITEMS_DISAGREE, what, changes: [Some((number, change)), None] });
    let two = |what, first, second| Some(Plant { kind: ITEMS_DISAGREE, what, changes: [Some(first), Some(second)] });
    let later = report.last_contact.day.plus(40);
    // The first that the record lets stand out, from a place of its own.
    let start = chance.below(Draw::Value, 9);
    (0..9).map(|step| (start + step) % 9).find_map(|place| match place {
        0 => one("diagnosis after last contact", 390, Change::SetDay(later)),
        1 if report.age_at(view.primary.diagnosed).is_some_and(|age| (0..90).contains(&age)) => {
            one("age is not that of the dates", 230, Change::Older(7))
        }
        // Of some sites only a part is paired, and those of the nervous system are since 2004: there it is no error.
        2 if view.primary.is_site(&["C300", "C340", "C413", "C414", "C70", "C71", "C72"]) => None,
        2 if view.primary.laterality == 0 => one("a side where there is none", 410, Change::Set("1")),
        2 => one("no side of a paired organ", 410, Change::Set("0")),
        3 if report.sex == 2 => two("a site of the other sex", (400, Change::Set("C619")), (410, Change::Set("0"))),
        3 if report.sex == 1 => two("a site of the other sex", (400, Change::Set("C541")), (410, Change::Set("0"))),
        4 => two("more nodes positive than examined", (820, Change::Set("15")), (830, Change::Set("03"))),
        5 if alive => one("a cause of death of the living", 1910, Change::Set("C349")),
        6 if view.primary.behavior == 3 && view.year >= 2018 => {
            one("in situ stage of a malignancy", 764, Change::Set("0"))
        }
        6 if view.primary.behavior == 3 && view.year >= 2001 => {
            one("in situ stage of a malignancy", 759, Change::Set("0"))
        }
        7 if treatment.surgery.is_some() => one("a reason for no surgery where there was some", 1340, Change::Set("1")),
        7 => one("a date of surgery where there was none", 1200, Change::SetDay(view.primary.diagnosed)),
        8 if alive => one("an autopsy of the living", 1930, Change::Set("1")),
        _ => None,
    })
}
