//! Who is followed, and of whom there is news, by the Commission on Cancer.
//!
//! Source: SEER training modules, follow-up rate calculations (the worksheet's lines A to E), with today's classes of case: 10 to
//! 22 are followed; 00, diagnosed here and treated elsewhere, is analytic and not followed (from general knowledge).

use super::columns::Row;
use super::time;
use crate::{Day, VitalStatus, completed_years};

/// The items that follow-up is told from.
pub(super) const ITEMS: &[&str] = &[
    "classOfCase",
    "behaviorCodeIcdO3",
    "primarySite",
    "histologicTypeIcdO3",
    "addrAtDxState",
    "addrAtDxCountry",
    "vitalStatus",
    "dateOfLastContact",
];

/// News is current for this long.
const MONTHS_CURRENT: u32 = 15;

/// From this age on nobody is lost.
const OLD: i32 = 100;

/// Analytic: diagnosed here, treated here, or both. Classes of one digit are those before 2010.
pub(super) fn is_analytic(row: &Row<'_>) -> bool {
    row.class_of_case() == "0" || row.class_of_case() == "00" || is_treated_here(row)
}

fn is_treated_here(row: &Row<'_>) -> bool {
    match row.class_of_case() {
        "1" | "2" => true,
        code => code.len() == 2 && code.parse().is_ok_and(|class: u8| (10..=22).contains(&class)),
    }
}

/// Line A: whoever must be followed.
pub(super) fn is_followed(row: &Row<'_>) -> bool {
    let in_situ = row.behavior() == "2";
    let cervix_in_situ = in_situ && row.site().starts_with("C53");
    is_treated_here(row)
        && (in_situ || row.is_malignant())
        && !cervix_in_situ
        && !is_skin_cancer_left_out(row)
        && !is_foreign(row)
}

/// Basal and squamous cell cancer of the skin, in situ or localized.
fn is_skin_cancer_left_out(row: &Row<'_>) -> bool {
    let basal_or_squamous = row.histology().is_some_and(|histology| (8050..=8110).contains(&histology));
    let is_early = row.behavior() == "2" || matches!(row.stage(), Some("0" | "1"));
    row.site().starts_with("C44") && basal_or_squamous && is_early
}

/// Resident of another country. A territory of the United States is none.
fn is_foreign(row: &Row<'_>) -> bool {
    const HERE: [&str; 9] = ["USA", "ASM", "GUM", "MNP", "PRI", "UMI", "VIR", "ZZU", ""];
    const ABROAD: [&str; 16] =
        ["CD", "XX", "YY", "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"];
    !HERE.contains(&row.country()) || (row.country().is_empty() && ABROAD.contains(&row.state()))
}

/// Lines B and D: dead, 100 years old, or seen within 15 months; lost otherwise. `None` where the vital status or the last
/// contact is not known.
pub(super) fn is_current(row: &Row<'_>) -> Option<bool> {
    let today = row.scope.today?;
    if row.vital_status() == Some(VitalStatus::Dead) || is_old(row, today) {
        return Some(true);
    }
    row.vital_status()?;
    let last = row.last_contact().midpoint()?;
    Some(time::after_months(last, MONTHS_CURRENT).is_none_or(|until| today <= until))
}

/// Whether the patient has completed 100 years, if alive: the age at diagnosis, and the years since.
fn is_old(row: &Row<'_>, today: Day) -> bool {
    let since = row.diagnosis.midpoint().map(|diagnosis| completed_years(diagnosis, today));
    row.ages().zip(since).is_some_and(|(ages, since)| ages.start() + since >= OLD)
}
