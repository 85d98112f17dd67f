//! Race and Hispanic origin, as analyses take them: from what was recorded, birthplace and surnames.

mod napiia;
mod nhia;
mod race_code;
mod race_recode;
mod surnames;

pub(crate) use surnames::is_heavily_hispanic_surname;

use crate::{Algorithm, Column, Records};

pub(crate) const ALGORITHMS: &[&Algorithm] = &[&nhia::NHIA, &napiia::NAPIIA, &race_recode::RACE_1_RECODE];

/// An item that another one took the place of.
#[derive(Debug, Clone, Copy)]
struct Renamed<'r> {
    new: Column<'r>,
    old: Column<'r>,
}

/// The items of sex: at birth since version 26, `sex` up to 25.
const SEX: &[&str] = &["sexAssignedAtBirth", "sex"];
/// The items of the surname at birth: the maiden name up to version 23.
const BIRTH_SURNAME: &[&str] = &["nameBirthSurname", "nameMaiden"];

impl<'r> Renamed<'r> {
    /// The items of the names' first and last.
    fn of(records: &'r Records<'_>, names: &[&str]) -> Self {
        let column = |name: Option<&&str>| records.column(name.copied().unwrap_or(""));
        Self { new: column(names.first()), old: column(names.last()) }
    }

    /// The new item where it is filled, otherwise the old one.
    fn get(self, row: usize) -> &'r str {
        match self.new.get(row) {
            "" => self.old.get(row),
            value => value,
        }
    }
}
