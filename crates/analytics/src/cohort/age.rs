//! Age at diagnosis, from whichever column gives it.

use rules::{Day, completed_years};

use crate::error::Result;
use crate::selection::Selection;
use crate::source::{Source, Wanted, missing};

/// The column that gives the age at diagnosis.
#[derive(Debug, Clone)]
pub(crate) enum AgeColumn {
    /// In days, fractions allowed.
    Days(String),
    /// By the date of birth, beside the date of diagnosis.
    Birth(String),
    /// In years: completed ones, or with fractions.
    Years(String),
}

/// Ages of rows, and how they were come by.
pub(crate) struct Ages {
    /// `None` where not known.
    pub(crate) days: Vec<Option<f64>>,
    /// In completed years, by the birthday where both dates are known.
    pub(crate) completed_years: Vec<Option<u32>>,
    /// Whether only completed years were known, so that half a year was added.
    pub(crate) half_a_year_added: bool,
}

impl AgeColumn {
    /// Decides by what the source has. What was named on purpose goes first; days before dates before years.
    pub(crate) fn choose(source: &Source, columns: &[String]) -> Result<Self> {
        if matches!(source, Source::Snapshot(_)) {
            return Ok(Self::Days("age_dx_days".to_owned()));
        }
        let found = |name: &str| {
            let theirs = source.column(name);
            columns.iter().find(|column| *column == theirs).cloned()
        };
        let of_name = |name: &str| {
            let column = found(name)?;
            Some(match name {
                "age_days" => Self::Days(column),
                "birth_date" => Self::Birth(column),
                _ => Self::Years(column),
            })
        };
        let names = ["age_days", "birth_date", "age_years"];
        let named = names.iter().filter(|name| source.renames(name));
        let by_order = named.chain(&names).find_map(|name| of_name(name));
        by_order.ok_or_else(|| {
            let cure = "give age_days, birth_date or age_years, by its name or with --column name=theirs";
            missing(&source.place(), source.column("age_days"), "needed for the age at diagnosis", columns, cure)
        })
    }

    pub(crate) fn wanted(&self) -> Wanted<'_> {
        let (Self::Days(column) | Self::Birth(column) | Self::Years(column)) = self;
        Wanted { column, purpose: "needed for the age at diagnosis" }
    }

    /// Ages in days of the rows of a selection; `dx` is their day of diagnosis.
    pub(crate) fn read(&self, selection: &Selection, dx: &[Option<i32>], days_per_year: f64) -> Result<Ages> {
        let completed = |days: &[Option<f64>]| -> Vec<Option<u32>> {
            days.iter().map(|days| days.map(|days| whole(days / days_per_year))).collect()
        };
        let exactly =
            |days: Vec<Option<f64>>, completed_years| Ages { days, completed_years, half_a_year_added: false };
        match self {
            Self::Days(column) => {
                let days = super::not_negative(&selection.values(column)?)?;
                let years = completed(&days);
                Ok(exactly(days, years))
            }
            Self::Birth(column) => {
                let values = selection.values(column)?;
                let births = values.dates()?;
                let known = || dx.iter().zip(&births).map(|(dx, birth)| dx.as_ref().zip(birth.as_ref()));
                let days: Vec<Option<f64>> =
                    known().map(|known| known.map(|(dx, birth)| f64::from(*dx) - f64::from(*birth))).collect();
                let bad = super::positions(&days, |days| *days < 0.0);
                values.none_bad(&bad, super::BORN_LATER)?;
                let years = |(dx, birth): (&i32, &i32)| completed_years(Day(*birth), Day(*dx)).try_into().ok();
                Ok(exactly(days, known().map(|known| known.and_then(years)).collect()))
            }
            Self::Years(column) => {
                let years = super::not_negative(&selection.values(column)?)?;
                let half_a_year_added = years.iter().flatten().all(|years| years.fract() == 0.0);
                let half = if half_a_year_added { 0.5 } else { 0.0 };
                let completed_years = years.iter().map(|years| years.map(whole)).collect();
                let days = years.into_iter().map(|years| years.map(|years| (years + half) * days_per_year)).collect();
                Ok(Ages { days, completed_years, half_a_year_added })
            }
        }
    }
}

/// Completed years.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; casts saturate")]
fn whole(years: f64) -> u32 {
    years as u32
}
