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

impl Places {
    /// The strata of the cohort, and its age groups where they are kept apart.
    pub(super) fn of(cohort: &Cohort) -> Self {
        let labels = &cohort.strata.labels;
        let Some(groups) = &cohort.age_group else {
            let places = labels.iter().map(|values| (values.clone(), None)).collect();
            return Self { places, of_person: cohort.strata.of_row.clone() };
        };
        let mut numbers = BTreeMap::new();
        let mut places = Vec::new();
        let of_person = cohort.strata.of_row.iter().zip(groups).map(|(&stratum, &group)| {
            *numbers.entry((stratum, group)).or_insert_with(|| {
                places.push((labels[stratum as usize].clone(), i32::try_from(group * 5).ok()));
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
