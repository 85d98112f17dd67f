//! Where each person of a cohort is counted: the values of the `by` columns and the five-year age group.

use std::collections::BTreeMap;

use super::stratum::Label;
use crate::cohort::Cohort;

/// The strata of a cohort, whatever the calendar year.
pub(super) struct Places {
    /// The values and the youngest age of each.
    places: Vec<(Vec<Option<String>>, Option<i32>)>,
    /// The place of each person.
    pub(super) of_person: Vec<u32>,
}

/// The oldest group is open: 100 years and more.
const OLDEST: u32 = 100;

impl Places {
    /// By the strata of the cohort, and by five-year ages where a length of the year says that they are kept apart.
    pub(super) fn of(cohort: &Cohort, year_of_age: Option<f64>) -> Self {
        let labels = &cohort.strata.labels;
        let Some((ages, year)) = cohort.age_days.as_ref().zip(year_of_age) else {
            let places = labels.iter().map(|values| (values.clone(), None)).collect();
            return Self { places, of_person: cohort.strata.of_row.clone() };
        };
        let mut numbers = BTreeMap::new();
        let mut places = Vec::new();
        let of_person = cohort.strata.of_row.iter().zip(ages).map(|(&stratum, &age)| {
            let youngest = completed_years(age, year).min(OLDEST) / 5 * 5;
            *numbers.entry((stratum, youngest)).or_insert_with(|| {
                places.push((labels[stratum as usize].clone(), i32::try_from(youngest).ok()));
                u32::try_from(places.len() - 1).unwrap_or(u32::MAX)
            })
        });
        let of_person = of_person.collect();
        Self { places, of_person }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The labels of all of them in a year.
    pub(super) fn labels(&self, year: Option<i32>) -> impl Iterator<Item = Label> + '_ {
        self.places.iter().map(move |(values, age)| Label { values: values.clone(), age: *age, year })
    }
}

/// Rounding alone makes nobody younger.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ages are 0 or more; the cast saturates")]
fn completed_years(age_days: f64, year: f64) -> u32 {
    (age_days / year + 1e-9) as u32
}
