//! The list of indicators: of which records each is a share, and which of them it counts.

use super::columns::{CORE_ERRORS, ERRORS, FIRST_SUBMITTED, Row};
use super::follow_up;

/// A share of records.
#[derive(Debug)]
pub struct Indicator {
    /// Its name in tables and answers.
    pub id: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Which records it counts.
    pub numerator: &'static str,
    /// Of which records it is a share.
    pub denominator: &'static str,
    /// The items that it is told from.
    pub items: &'static [&'static str],
    /// When these records were diagnosed.
    pub period: Period,
    pub(super) is_of: fn(&Row<'_>) -> bool,
    /// `None` where the record's items do not tell.
    pub(super) counts: fn(&Row<'_>) -> Option<bool>,
}

/// When the records of an indicator were diagnosed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// In the year asked for.
    Year,
    /// On or after the reference date.
    SinceReference,
    /// Likewise, and within the last five years.
    FiveYears,
}

/// All indicators: those that standards have thresholds for, then others of use.
#[must_use]
pub fn indicators() -> &'static [Indicator] {
    INDICATORS
}

/// The indicator of this name, with its place in the list.
#[must_use]
pub fn indicator(id: &str) -> Option<(usize, &'static Indicator)> {
    INDICATORS.iter().enumerate().find(|(_, indicator)| indicator.id == id)
}

/// An indicator of all records of the year.
const fn of_year(
    id: &'static str,
    title: &'static str,
    numerator: &'static str,
    items: &'static [&'static str],
    counts: fn(&Row<'_>) -> Option<bool>,
) -> Indicator {
    Indicator { id, title, numerator, denominator: "records", items, period: Period::Year, is_of: |_| true, counts }
}

const SUBMISSION: &[&str] = &["dateOfDiagnosis", FIRST_SUBMITTED, "dateCaseReportReceived"];

const FOLLOWED: &str = "analytic cases (class 10 to 22) of behavior 2 or 3, except in situ of the cervix, in situ and localized basal and \
                        squamous cell cancer of the skin, and foreign residents";

#[expect(clippy::redundant_closure_for_method_calls, reason = "a method is of one lifetime, the list of any")]
const INDICATORS: &[Indicator] = &[
    of_year(
        "ascertained",
        "Cases that completeness counts",
        "malignant (behavior 3), or in situ of the bladder (behavior 2, site C67)",
        &["behaviorCodeIcdO3", "primarySite"],
        |row| row.is_ascertained(),
    ),
    of_year(
        "death_certificate_only",
        "Known from a death certificate only",
        "type of reporting source 7",
        &["typeOfReportingSource"],
        |row| row.reporting_source().map(|source| source == "7"),
    ),
    of_year(
        "duplicates",
        "Duplicates",
        "an earlier record of the patient has the same year of diagnosis, site (three characters), histology (three digits) and laterality",
        &["primarySite", "histologicTypeIcdO3", "laterality"],
        |row| row.repeats,
    ),
    of_year("error_free", "Passes all edits", "no finding of severity error", &[ERRORS], |row| row.is_error_free()),
    of_year(
        "error_free_core",
        "Passes the edits of what incidence is computed from",
        "no finding of severity error about type of cancer, sex, race, age, county or date of diagnosis",
        &[CORE_ERRORS],
        |row| row.is_core_error_free(),
    ),
    of_year(
        "missing_age",
        "Age missing",
        "ageAtDiagnosis is blank, 999 or no age up to 120, and the dates of birth and diagnosis do not tell it",
        &["ageAtDiagnosis", "age_dx_years", "dateOfBirth"],
        |row| row.is_age_missing(),
    ),
    of_year(
        "missing_sex",
        "Sex missing",
        "sex, and sexAssignedAtBirth, are blank or 9",
        &["sex", "sexAssignedAtBirth"],
        |row| row.is_sex_missing(),
    ),
    of_year("missing_race", "Race missing", "race1 is blank or 99", &["race1"], |row| row.is_race_missing()),
    of_year(
        "missing_county",
        "County missing",
        "countyAtDxAnalysis, and countyAtDx, are blank, 998 or 999",
        &["countyAtDxAnalysis", "countyAtDx"],
        |row| row.is_county_missing(),
    ),
    Indicator {
        id: "follow_up_since_reference",
        title: "Followed, since the reference date",
        numerator: "dead, 100 years old, or seen within 15 months",
        denominator: FOLLOWED,
        items: follow_up::ITEMS,
        period: Period::SinceReference,
        is_of: follow_up::is_followed,
        counts: follow_up::is_current,
    },
    Indicator {
        id: "follow_up_five_years",
        title: "Followed, last five years",
        numerator: "dead, 100 years old, or seen within 15 months",
        denominator: FOLLOWED,
        items: follow_up::ITEMS,
        period: Period::FiveYears,
        is_of: follow_up::is_followed,
        counts: follow_up::is_current,
    },
    Indicator {
        id: "abstracted_6_months",
        title: "Abstracted within six months of first contact",
        numerator: "completed (dateCaseCompletedCoc, or dateCaseCompleted) within six months of dateOf1stContact",
        denominator: "analytic cases (class 00 to 22)",
        items: &["dateOf1stContact", "dateCaseCompletedCoc", "dateCaseCompleted"],
        period: Period::Year,
        is_of: follow_up::is_analytic,
        counts: |row| row.completed_within(6),
    },
    of_year(
        "microscopically_verified",
        "Microscopically verified",
        "diagnostic confirmation 1 to 4",
        &["diagnosticConfirmation"],
        |row| row.confirmation().map(|code| matches!(code, "1" | "2" | "3" | "4")),
    ),
    Indicator {
        id: "unknown_stage",
        title: "Summary stage unknown",
        numerator: "summary stage 9 or blank: summaryStage2018 or derivedSummaryStage2018 from 2018, seerSummaryStage2000 from 2001, \
                    seerSummaryStage1977 before",
        denominator: "malignant (behavior 3), except where no stage applies (8)",
        items: &["summaryStage2018", "derivedSummaryStage2018", "seerSummaryStage2000", "seerSummaryStage1977"],
        period: Period::Year,
        is_of: |row| row.is_malignant() && row.stage() != Some("8"),
        counts: |row| row.is_stage_missing(),
    },
    of_year("unknown_primary", "Primary site unknown", "site C809", &["primarySite"], |row| {
        row.has_site().then(|| row.site() == "C809")
    }),
    of_year(
        "unknown_month",
        "Month of diagnosis unknown",
        "diagnosed in a year that is known and a month that is not",
        &["dateOfDiagnosis"],
        |row| Some(row.diagnosis.month().is_none()),
    ),
    of_year(
        "autopsy_only",
        "Known from an autopsy only",
        "type of reporting source 6",
        &["typeOfReportingSource"],
        |row| row.reporting_source().map(|source| source == "6"),
    ),
    of_year(
        "submitted_6_months",
        "Submitted within 6 months of diagnosis",
        "first submitted within six months of diagnosis",
        SUBMISSION,
        |row| row.submitted_within(6),
    ),
    of_year(
        "submitted_12_months",
        "Submitted within 12 months of the year's close",
        "first submitted within 12 months of the close of the year of diagnosis",
        SUBMISSION,
        |row| row.submitted_after_year(12),
    ),
    of_year(
        "submitted_22_months",
        "Submitted within 22 months of the year's close",
        "first submitted within 22 months of the close of the year of diagnosis",
        SUBMISSION,
        |row| row.submitted_after_year(22),
    ),
    of_year(
        "submitted_23_months",
        "Submitted within 23 months of the year's close",
        "first submitted within 23 months of the close of the year of diagnosis",
        SUBMISSION,
        |row| row.submitted_after_year(23),
    ),
    of_year(
        "submitted_24_months",
        "Submitted within 24 months of the year's close",
        "first submitted within 24 months of the close of the year of diagnosis",
        SUBMISSION,
        |row| row.submitted_after_year(24),
    ),
];
