//! The columns that quality is counted from, and one record's values of them.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::count::Scope;
use super::item::completeness_items;
use super::time;
use crate::{Column, Day, PartialDate, Precision, Records, VitalStatus, age_range};

/// Column of the day on which a record was first submitted, as a date. Where there is none, `dateCaseReportReceived`
/// (2111) is read.
pub const FIRST_SUBMITTED: &str = "first_submitted_on";

/// Column of how many findings of severity error a record has; `0` for one that passes every edit, blank for one that
/// was not edited.
pub const ERRORS: &str = "error_findings";

/// Column of how many of [`ERRORS`] are about one of [`CORE_ITEMS`].
pub const CORE_ERRORS: &str = "core_error_findings";

/// The items that incidence by type of cancer, sex, race, age and county is computed from.
pub const CORE_ITEMS: [&str; 13] = [
    "ageAtDiagnosis",
    "addrAtDxState",
    "behaviorCodeIcdO3",
    "countyAtDx",
    "countyAtDxAnalysis",
    "dateOfBirth",
    "dateOfDiagnosis",
    "histologicTypeIcdO3",
    "laterality",
    "primarySite",
    "race1",
    "sex",
    "sexAssignedAtBirth",
];

/// Whether a finding's items, separated by anything that no id has, are of [`CORE_ITEMS`], any of them.
#[must_use]
pub fn is_core_item(items: &str) -> bool {
    items.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|item| CORE_ITEMS.contains(&item))
}

/// The columns that are read beside the items of completeness.
const READ: [&str; 33] = [
    "addrAtDxCountry",
    "addrAtDxState",
    "ageAtDiagnosis",
    "age_dx_years",
    "behaviorCodeIcdO3",
    "classOfCase",
    CORE_ERRORS,
    "countyAtDx",
    "countyAtDxAnalysis",
    "dateCaseCompleted",
    "dateCaseCompletedCoc",
    "dateCaseReportReceived",
    "dateOf1stContact",
    "dateOfBirth",
    "dateOfDiagnosis",
    "dateOfLastContact",
    "derivedSummaryStage2018",
    "diagnosticConfirmation",
    "dx_date",
    "dx_year",
    ERRORS,
    FIRST_SUBMITTED,
    "histologicTypeIcdO3",
    "laterality",
    "primarySite",
    "race1",
    "seerSummaryStage1977",
    "seerSummaryStage2000",
    "sex",
    "sexAssignedAtBirth",
    "summaryStage2018",
    "typeOfReportingSource",
    "vitalStatus",
];

/// Every column that is read where there is one, by name.
#[must_use]
pub fn inputs() -> BTreeSet<&'static str> {
    let of_items = completeness_items().iter().flat_map(|item| item.items.iter().map(String::as_str));
    READ.into_iter().chain(of_items).collect()
}

/// The columns, found once.
pub(super) struct Columns<'r> {
    addr_at_dx_country: Column<'r>,
    addr_at_dx_state: Column<'r>,
    age_at_diagnosis: Column<'r>,
    age_dx_years: Column<'r>,
    behavior: Column<'r>,
    class_of_case: Column<'r>,
    core_errors: Column<'r>,
    county: [Column<'r>; 2],
    date_case_completed: Column<'r>,
    date_of_1st_contact: Column<'r>,
    date_of_birth: Column<'r>,
    date_of_diagnosis: Column<'r>,
    date_of_last_contact: Column<'r>,
    diagnostic_confirmation: Column<'r>,
    dx_year: Column<'r>,
    errors: Column<'r>,
    first_submitted: Column<'r>,
    histology: Column<'r>,
    laterality: Column<'r>,
    primary_site: Column<'r>,
    race: Column<'r>,
    sex: [Column<'r>; 2],
    stage: [Column<'r>; 4],
    reporting_source: Column<'r>,
    vital_status: Column<'r>,
}

impl<'r> Columns<'r> {
    pub(super) fn of(records: &'r Records<'_>) -> Self {
        let column = |item: &str| records.column(item);
        Self {
            addr_at_dx_country: column("addrAtDxCountry"),
            addr_at_dx_state: column("addrAtDxState"),
            age_at_diagnosis: column("ageAtDiagnosis"),
            age_dx_years: column("age_dx_years"),
            behavior: column("behaviorCodeIcdO3"),
            class_of_case: column("classOfCase"),
            core_errors: column(CORE_ERRORS),
            county: [column("countyAtDxAnalysis"), column("countyAtDx")],
            date_case_completed: records.first_of(&["dateCaseCompletedCoc", "dateCaseCompleted"]),
            date_of_1st_contact: column("dateOf1stContact"),
            date_of_birth: column("dateOfBirth"),
            date_of_diagnosis: records.first_of(&["dateOfDiagnosis", "dx_date"]),
            date_of_last_contact: column("dateOfLastContact"),
            diagnostic_confirmation: column("diagnosticConfirmation"),
            dx_year: column("dx_year"),
            errors: column(ERRORS),
            first_submitted: records.first_of(&[FIRST_SUBMITTED, "dateCaseReportReceived"]),
            histology: column("histologicTypeIcdO3"),
            laterality: column("laterality"),
            primary_site: column("primarySite"),
            race: column("race1"),
            sex: [column("sex"), column("sexAssignedAtBirth")],
            stage: [
                column("summaryStage2018"),
                column("derivedSummaryStage2018"),
                column("seerSummaryStage2000"),
                column("seerSummaryStage1977"),
            ],
            reporting_source: column("typeOfReportingSource"),
            vital_status: column("vitalStatus"),
        }
    }

    /// The date of diagnosis as far as it is known.
    pub(super) fn diagnosis(&self, at: usize) -> PartialDate {
        let (date, _) = PartialDate::parse(self.date_of_diagnosis.get(at));
        if date.precision() > Precision::None { date } else { PartialDate::parse(self.dx_year.get(at)).0 }
    }

    /// The day on which the record was first submitted.
    pub(super) fn submitted(&self, at: usize) -> Option<Day> {
        day(PartialDate::parse(self.first_submitted.get(at)).0)
    }

    /// What makes two records of one patient and year the same tumor; `None` where it is not known.
    pub(super) fn tumor(&self, at: usize) -> Option<(&'r str, &'r str, &'r str)> {
        let site = self.primary_site.get(at).trim().get(..3)?;
        let histology = self.histology.get(at).trim().get(..3)?;
        Some((site, histology, self.laterality.get(at).trim()))
    }
}

/// A day that is known to the month, its middle where the day is not.
pub(super) fn day(date: PartialDate) -> Option<Day> {
    if date.precision() >= Precision::Month { date.midpoint() } else { None }
}

/// A record diagnosed in a known year.
pub(super) struct Row<'r> {
    pub(super) columns: &'r Columns<'r>,
    pub(super) at: usize,
    pub(super) diagnosis: PartialDate,
    pub(super) year: i32,
    /// The days of diagnosis and of submission, where known to the month.
    pub(super) diagnosed: Option<Day>,
    pub(super) submitted: Option<Day>,
    pub(super) scope: &'r Scope,
    /// Whether an earlier record of the patient is of the same tumor; `None` where patients or the tumor are not known.
    pub(super) repeats: Option<bool>,
}

impl<'r> Row<'r> {
    fn text(&self, column: Column<'r>) -> &'r str {
        column.get(self.at).trim()
    }

    /// The code; `None` where it is blank.
    fn code(&self, column: Column<'r>) -> Option<&'r str> {
        Some(self.text(column)).filter(|code| !code.is_empty())
    }

    /// Whether no column has another code than these; `None` where there is no such column.
    fn is_missing(&self, columns: &[Column<'r>], unknown: &[&str]) -> Option<bool> {
        let known = |column: &Column<'r>| self.code(*column).is_some_and(|code| !unknown.contains(&code));
        columns.iter().any(|column| !column.values().is_empty()).then(|| !columns.iter().any(known))
    }

    fn date(&self, column: Column<'r>) -> PartialDate {
        PartialDate::parse(self.text(column)).0
    }

    pub(super) fn behavior(&self) -> &'r str {
        self.text(self.columns.behavior)
    }

    pub(super) fn site(&self) -> &'r str {
        self.text(self.columns.primary_site)
    }

    pub(super) fn has_site(&self) -> bool {
        !self.site().is_empty()
    }

    pub(super) fn histology(&self) -> Option<u16> {
        self.text(self.columns.histology).parse().ok()
    }

    pub(super) fn is_malignant(&self) -> bool {
        self.behavior() == "3"
    }

    /// Malignant, or in situ of the bladder; `None` without a behavior.
    pub(super) fn is_ascertained(&self) -> Option<bool> {
        match self.behavior() {
            "" => None,
            "3" => Some(true),
            "2" => Some(self.site().starts_with("C67")),
            _ => Some(false),
        }
    }

    pub(super) fn reporting_source(&self) -> Option<&'r str> {
        self.code(self.columns.reporting_source)
    }

    pub(super) fn confirmation(&self) -> Option<&'r str> {
        self.code(self.columns.diagnostic_confirmation)
    }

    /// The ages that item 230 or what is derived from dates allow; `None` where nothing tells.
    pub(super) fn ages(&self) -> Option<RangeInclusive<i32>> {
        let years = |column| self.text(column).parse().ok().filter(|age| (0..=OLDEST).contains(age));
        let written = years(self.columns.age_at_diagnosis).or_else(|| years(self.columns.age_dx_years));
        let of_dates = || age_range(self.date(self.columns.date_of_birth), self.diagnosis);
        written.map(|age| age..=age).or_else(of_dates)
    }

    pub(super) fn is_age_missing(&self) -> Option<bool> {
        let sources = [self.columns.age_at_diagnosis, self.columns.age_dx_years, self.columns.date_of_birth];
        let is_known = || self.ages().is_some_and(|ages| ages.start() == ages.end());
        sources.iter().any(|column| !column.values().is_empty()).then(|| !is_known())
    }

    pub(super) fn is_sex_missing(&self) -> Option<bool> {
        self.is_missing(&self.columns.sex, &["9"])
    }

    pub(super) fn is_race_missing(&self) -> Option<bool> {
        self.is_missing(&[self.columns.race], &["99"])
    }

    pub(super) fn is_county_missing(&self) -> Option<bool> {
        self.is_missing(&self.columns.county, &["998", "999"])
    }

    /// The summary stage of the year of diagnosis; `None` where it is blank.
    pub(super) fn stage(&self) -> Option<&'r str> {
        let [coded_2018, derived_2018, coded_2000, coded_1977] = self.columns.stage;
        match self.year {
            2018.. => self.code(coded_2018).or_else(|| self.code(derived_2018)),
            2001..=2017 => self.code(coded_2000),
            _ => self.code(coded_1977),
        }
    }

    /// Whether the stage is blank or 9; `None` where there is no such column.
    pub(super) fn is_stage_missing(&self) -> Option<bool> {
        let [coded_2018, derived_2018, coded_2000, coded_1977] = self.columns.stage;
        match self.year {
            2018.. => self.is_missing(&[coded_2018, derived_2018], &["9"]),
            2001..=2017 => self.is_missing(&[coded_2000], &["9"]),
            _ => self.is_missing(&[coded_1977], &["9"]),
        }
    }

    /// Whether the record has no error; `None` where it was not edited.
    pub(super) fn is_error_free(&self) -> Option<bool> {
        self.code(self.columns.errors).map(|errors| errors == "0")
    }

    pub(super) fn is_core_error_free(&self) -> Option<bool> {
        self.code(self.columns.core_errors).map(|errors| errors == "0")
    }

    /// Whole months from diagnosis to submission; `None` where a month is not known or they are the wrong way round.
    pub(super) fn months_to_submission(&self) -> Option<u32> {
        time::completed_months(self.diagnosed?, self.submitted?)
    }

    /// Whether the record was submitted within so many months of its diagnosis.
    pub(super) fn submitted_within(&self, months: u32) -> Option<bool> {
        time::is_within(self.diagnosed?, months, self.submitted?)
    }

    /// Whether the record was submitted within so many months of the close of its year of diagnosis.
    pub(super) fn submitted_after_year(&self, months: i32) -> Option<bool> {
        self.submitted.map(|day| time::months_after_year(self.year, day) <= months)
    }

    /// Whether the abstract was completed within so many months of the first contact.
    pub(super) fn completed_within(&self, months: u32) -> Option<bool> {
        let contact = day(self.date(self.columns.date_of_1st_contact))?;
        time::is_within(contact, months, day(self.date(self.columns.date_case_completed))?)
    }

    pub(super) fn class_of_case(&self) -> &'r str {
        self.text(self.columns.class_of_case)
    }

    pub(super) fn country(&self) -> &'r str {
        self.text(self.columns.addr_at_dx_country)
    }

    pub(super) fn state(&self) -> &'r str {
        self.text(self.columns.addr_at_dx_state)
    }

    pub(super) fn vital_status(&self) -> Option<VitalStatus> {
        VitalStatus::from_code(self.text(self.columns.vital_status))
    }

    pub(super) fn last_contact(&self) -> PartialDate {
        self.date(self.columns.date_of_last_contact)
    }
}

/// The greatest age that item 230, ageAtDiagnosis, gives; 999 is unknown.
const OLDEST: i32 = 120;
