//! From columns to the terms of a regression.

use estimators::DesignMatrix;

use super::Covariate;
use crate::cohort::Cohort;
use crate::error::Result;
use crate::question::{Question, unsupported};
use crate::strata::Strata;
use crate::values::{Fault, Values, is_number};

/// The covariates of people.
pub(super) struct Terms {
    pub(super) covariates: Vec<Read>,
    /// What a reader should know of how they entered.
    pub(super) notes: Vec<String>,
}

/// One covariate of everybody.
pub(super) enum Read {
    Number { name: String, values: Vec<f64> },
    Factor { name: String, levels: Vec<String>, codes: Vec<u32> },
}

/// More levels than this are not a factor but a column of names.
const MAX_LEVELS: usize = 100;

impl Terms {
    pub(super) fn read(question: &Question<'_>, cohort: &Cohort, covariates: &[Covariate]) -> Result<Self> {
        let mut terms = Self { covariates: Vec::with_capacity(covariates.len()), notes: Vec::new() };
        for covariate in covariates {
            terms.add(question, cohort, covariate)?;
        }
        Ok(terms)
    }

    fn add(&mut self, question: &Question<'_>, cohort: &Cohort, covariate: &Covariate) -> Result<()> {
        let name = covariate.column.clone();
        let theirs = question.request.source.column(&covariate.column);
        if !cohort.selection.has(theirs)
            && let Some(days) = &cohort.age_days
        {
            let year = question.days_per_year();
            self.covariates.push(Read::Number { name, values: days.iter().map(|days| days / year).collect() });
            return Ok(());
        }
        let values = cohort.selection.values(theirs)?;
        if covariate.factor || is_of_texts(&values, cohort.selection.lexical)? {
            return self.add_factor(covariate, &values);
        }
        let numbers: Vec<f64> = values.numbers()?.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect();
        self.notes.extend(looks_like_codes(&name, &numbers));
        self.covariates.push(Read::Number { name, values: numbers });
        Ok(())
    }

    fn add_factor(&mut self, covariate: &Covariate, values: &Values<'_>) -> Result<()> {
        let found = Strata::of(&[*values], values.column.len())?;
        let occurring: Vec<String> = found.labels.into_iter().flatten().flatten().collect();
        let refused = |problem: &str| unsupported("covariates", &covariate.to_string(), problem);
        if occurring.len() < 2 {
            return refused("all cases have the same value; leave it out");
        }
        if occurring.len() > MAX_LEVELS {
            let problem = format!("has {} different values, more than {MAX_LEVELS}; group them", occurring.len());
            return refused(&problem);
        }
        let levels = if covariate.levels.is_empty() { occurring.clone() } else { covariate.levels.clone() };
        if let Some(level) = levels.iter().find(|level| !occurring.contains(level)) {
            return refused(&format!("no case has the level {level}; take it out"));
        }
        // A value that is no level was left out before.
        let place = |value: &String| levels.iter().position(|level| level == value).unwrap_or(0);
        let code = |value: &String| u32::try_from(place(value)).unwrap_or(0);
        let code_of: Vec<u32> = occurring.iter().map(code).collect();
        let codes = found.of_row.iter().map(|&value| code_of[value as usize]).collect();
        self.notes.push(format!("{} is compared with {}", covariate.column, levels[0]));
        self.covariates.push(Read::Factor { name: covariate.column.clone(), levels, codes });
        Ok(())
    }

    /// Adds the terms of rows, each of which is one of these people.
    pub(super) fn add_to(&self, design: &mut DesignMatrix, people: &[usize]) -> Result<()> {
        for covariate in &self.covariates {
            match covariate {
                Read::Number { name, values } => {
                    let values: Vec<f64> = people.iter().map(|&person| values[person]).collect();
                    design.push_number(name, &values)?;
                }
                Read::Factor { name, levels, codes } => {
                    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
                    let codes: Vec<u32> = people.iter().map(|&person| codes[person]).collect();
                    design.push_factor(name, &levels, &codes)?;
                }
            }
        }
        Ok(())
    }

    /// The terms of everybody.
    pub(super) fn design(&self, people: usize) -> Result<DesignMatrix> {
        let mut design = DesignMatrix::new(people);
        self.add_to(&mut design, &(0..people).collect::<Vec<usize>>())?;
        Ok(design)
    }
}

/// Whether a column holds texts. What is a number in most values but not in all is neither.
fn is_of_texts(values: &Values<'_>, lexical: bool) -> Result<bool> {
    let dtype = values.column.dtype();
    if dtype.is_primitive_numeric() || dtype.is_bool() {
        return Ok(false);
    }
    if !lexical {
        return Ok(true);
    }
    let categories = values.categories()?;
    let is_text: Vec<bool> =
        categories.values.iter().map(|value| value.as_deref().is_some_and(|value| !is_number(value))).collect();
    let texts = is_text.iter().filter(|text| **text).count();
    if texts == 0 || 2 * texts >= is_text.len() {
        return Ok(texts > 0);
    }
    let bad = categories.of_row.iter().enumerate().filter(|(_, value)| is_text[**value as usize]);
    let bad: Vec<usize> = bad.map(|(row, _)| row).collect();
    let fault = Fault {
        expected: "a number, as in most rows",
        cure: "correct it, leave the field empty where it is not known, or compare the values with factor(column) in \
               --covariates",
    };
    values.none_bad(&bad, fault).map(|()| false)
}

/// A few whole numbers are more often codes than amounts.
fn looks_like_codes(name: &str, numbers: &[f64]) -> Option<String> {
    let mut distinct: Vec<f64> = Vec::new();
    for number in numbers {
        if number.fract() != 0.0 {
            return None;
        }
        if !distinct.contains(number) {
            distinct.push(*number);
        }
        if distinct.len() > 8 {
            return None;
        }
    }
    (distinct.len() > 2).then(|| {
        format!(
            "{name} enters as a number though it has {} values only; if they are codes, write factor({name})",
            distinct.len()
        )
    })
}
