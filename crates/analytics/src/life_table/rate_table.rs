//! R's rate tables (class `ratetable` of packages survival and relsurv), written with `dput` or `dump`.
//!
//! An array of hazards per day with a dimension each for age, calendar and strata. What each is, R
//! keeps in `type`: 1 strata, 2 age, 3 date, 4 date by birthdays. `cutpoints` has where cells begin, in days of
//! age and as dates; without it, the dimension's labels say.

use std::path::Path;

use estimators::CalendarRule;

use crate::error::{Error, Result};
use crate::life_table::axes::{are_years, parse_age, parse_cut, whole_years, years_of};
use crate::life_table::dimension::comparable;
use crate::life_table::figures::{Figures, Labels};
use crate::life_table::r_object::{Object, Value, parse};
use crate::life_table::role::Role;
use crate::life_table::tidy::{YearLength, rule_of};

// What `type` says of a dimension.
const STRATA: f64 = 1.0;
const AGE: f64 = 2.0;
const DATE: f64 = 3.0;
const BIRTHDAY: f64 = 4.0;

/// Whether a text looks like an object that R wrote.
pub(super) fn is_object(text: &str) -> bool {
    text.lines().take(3).any(|line| line.contains("structure("))
}

/// The hazards of a rate table.
pub(super) fn figures(path: &Path, text: &str, year: YearLength) -> Result<Figures> {
    let unreadable = |problem| Error::Unreadable { path: path.to_owned(), format: "a rate table of R", problem };
    let Object { name, value } = parse(text).map_err(unreadable)?;
    let array = Array::of(&value).map_err(unreadable)?;
    let mut figures = array.figures(name.as_deref(), year).map_err(unreadable)?;
    figures.places = vec![(path.display().to_string(), 0)];
    Ok(figures)
}

type Checked<T> = Result<T, String>;

/// An array with its dimensions in order; the first runs fastest.
struct Array<'a> {
    hazards: &'a [f64],
    dimensions: Vec<Dimension<'a>>,
    /// Whether calendar cells change on birthdays, where the table says.
    birthday: Option<bool>,
}

struct Dimension<'a> {
    name: String,
    role: Option<Role>,
    labels: &'a [String],
    cuts: Option<&'a Value>,
}

impl<'a> Array<'a> {
    fn of(value: &'a Value) -> Checked<Self> {
        let hazards = value.numbers().ok_or("expected structure(c(...), ...), an array of numbers")?;
        let sizes = value.attribute("dim").and_then(Value::numbers).ok_or("it has no attribute dim")?;
        let labels = value.attribute("dimnames").and_then(Value::list).ok_or("it has no attribute dimnames")?;
        let names = value.attribute("dimid").and_then(Value::texts).unwrap_or_default();
        let types = value.attribute("type").and_then(Value::numbers).unwrap_or_default();
        let factors = value.attribute("factor").and_then(Value::numbers).unwrap_or_default();
        let cuts = value.attribute("cutpoints").and_then(Value::list).unwrap_or_default();
        let dimension = |(at, (own, labels)): (usize, (&str, &'a Value))| {
            let name = Some(names.get(at).map_or(own, String::as_str)).filter(|name| !name.is_empty());
            let name = name.map_or_else(|| format!("Var{}", at + 1), str::to_owned);
            let labels = labels.texts().ok_or_else(|| format!("dimension {name} has no labels"))?;
            let kind = types.get(at).copied();
            let is_factor = kind == Some(STRATA) || factors.get(at) == Some(&1.0);
            let role = match (kind, name.to_lowercase().as_str()) {
                (Some(AGE), _) | (None, "age") => Some(Role::Age),
                (Some(DATE | BIRTHDAY), _) | (None, "year") => Some(Role::Year),
                (_, "sex") => Some(Role::Sex),
                _ => Role::of(labels.iter().map(String::as_str)).filter(|role| !is_factor || *role == Role::Sex),
            };
            let cuts = cuts.get(at).map(|(_, cuts)| *cuts).filter(|cuts| **cuts != Value::Null);
            Ok(Dimension { name, role, labels, cuts })
        };
        let dimensions = labels.into_iter().enumerate().map(dimension).collect::<Checked<Vec<_>>>()?;
        let fits = sizes.len() == dimensions.len()
            && sizes.iter().zip(&dimensions).all(|(size, dimension)| *size == dimension.labels.len() as f64)
            && dimensions.iter().try_fold(1, |cells: usize, dimension| cells.checked_mul(dimension.labels.len()))
                == Some(hazards.len());
        if !fits {
            return Err("its numbers of cells, dim and dimnames do not agree".to_owned());
        }
        let birthday = Some(types.contains(&BIRTHDAY)).filter(|_| !types.is_empty());
        Ok(Self { hazards, dimensions, birthday })
    }

    fn figures(&self, name: Option<&str>, year: YearLength) -> Checked<Figures> {
        let (ages, length) = self.ages()?;
        let cuts = self.the(Role::Year)?.calendar()?;
        let mut figures = Figures {
            places: Vec::new(),
            strata: Vec::new(),
            cuts: self.spread(Role::Year, &cuts),
            ages: self.spread(Role::Age, &ages),
            hazards: self.hazards.to_vec(),
            rows: (1..).take(self.hazards.len()).collect(),
            days_per_year: year.or(length),
            rule: match self.birthday {
                Some(true) => CalendarRule::Birthday,
                Some(false) => CalendarRule::Date,
                None => rule_of(name.unwrap_or_default()),
            },
            notes: Vec::new(),
        };
        if let Some(cell) = self.hazards.iter().position(|hazard| !(hazard.is_finite() && *hazard >= 0.0)) {
            return Err(format!("number {} is not a rate of 0 or more per person-day", cell + 1));
        }
        let sex = self.dimensions.iter().position(|dimension| dimension.role == Some(Role::Sex));
        let others = (0..self.dimensions.len()).filter(|at| self.dimensions[*at].role.is_none());
        figures.strata = sex.into_iter().chain(others).map(|at| self.labels(at)).collect();
        if sex.is_none() {
            figures.notes.push("the life table does not tell sexes apart".to_owned());
        }
        Ok(figures)
    }

    /// The strata of each cell along a dimension.
    fn labels(&self, at: usize) -> Labels {
        let dimension = &self.dimensions[at];
        let name = match dimension.role {
            Some(role) => role.name(),
            None if dimension.name.eq_ignore_ascii_case("race") => "race",
            None => &dimension.name,
        };
        let comparable = |label: &'a String| comparable(name, label).unwrap_or(label.as_str().into());
        let labels: Vec<_> = dimension.labels.iter().map(comparable).collect();
        Labels::new(name, self.along(at).map(|position| &labels[position]))
    }

    /// The one dimension with this role.
    fn the(&self, role: Role) -> Checked<&Dimension<'a>> {
        let mut found = self.dimensions.iter().filter(|dimension| dimension.role == Some(role));
        match (found.next(), found.next()) {
            (Some(dimension), None) => Ok(dimension),
            (None, _) => Err(format!("none of its dimensions is the {}", role.name())),
            _ => Err(format!("two of its dimensions are the {}", role.name())),
        }
    }

    fn ages(&self) -> Checked<(Vec<u32>, Option<f64>)> {
        let dimension = self.the(Role::Age)?;
        let labelled = || dimension.labels.iter().map(|label| parse_age(label)).collect::<Option<Vec<_>>>();
        let (found, days) = match dimension.cuts.and_then(Value::numbers) {
            Some(cuts) => (cuts.to_vec(), true),
            None => {
                let ages = labelled().ok_or("its ages are no numbers")?;
                let days = !are_years(&ages);
                (ages, days)
            }
        };
        if found.len() != dimension.labels.len() {
            return Err("its ages and their cutpoints differ in number".to_owned());
        }
        if !days {
            return Ok((whole_years(&found), None));
        }
        years_of(&found).map_err(|cell| {
            format!(
                "age {} begins at no whole number of years; expected single years of one length",
                dimension.labels[cell]
            )
        })
    }

    /// Each cell's position along a dimension.
    fn along(&self, dimension: usize) -> impl Iterator<Item = usize> {
        let size = self.dimensions[dimension].labels.len();
        let stride: usize = self.dimensions[..dimension].iter().map(|before| before.labels.len()).product();
        (0..self.hazards.len()).map(move |cell| cell / stride % size)
    }

    /// Each cell's value along the dimension of a role.
    fn spread<T: Copy>(&self, role: Role, values: &[T]) -> Vec<T> {
        let at = self.dimensions.iter().position(|dimension| dimension.role == Some(role));
        at.map_or_else(Vec::new, |at| self.along(at).map(|position| values[position]).collect())
    }
}

impl Dimension<'_> {
    /// The first day of each calendar cell, since 1970-01-01.
    fn calendar(&self) -> Checked<Vec<i32>> {
        let labelled: Option<Vec<i32>> = self.labels.iter().map(|label| parse_cut(label)).collect();
        let Some(cuts) = self.cuts else {
            return labelled.ok_or_else(|| "its calendar has neither cutpoints nor years for labels".to_owned());
        };
        let numbers = cuts.numbers().filter(|numbers| numbers.len() == self.labels.len());
        let numbers = numbers.ok_or("its calendar and the cutpoints of it differ in number")?;
        let class = cuts.attribute("class").and_then(Value::texts).and_then(|class| class.first()).map(String::as_str);
        let origin = match class {
            Some("Date") => 0.0,
            Some("date") => DATE_ORIGIN,
            Some(class) => return Err(format!("its calendar is of class {class}, expected Date or date")),
            // Plain numbers are days since 1960, unless the labels say that they are since 1970.
            None => match labelled.as_deref() {
                Some(days) if numbers.iter().zip(days).all(|(number, day)| *number == f64::from(*day)) => 0.0,
                _ => DATE_ORIGIN,
            },
        };
        let day = |number: &f64| Some(number + origin).filter(|day| day.fract() == 0.0 && day.abs() < 1e6);
        #[expect(clippy::cast_possible_truncation, reason = "whole and below a million")]
        let days: Option<Vec<i32>> = numbers.iter().map(|number| day(number).map(|day| day as i32)).collect();
        days.ok_or_else(|| "its calendar does not begin its cells on whole days".to_owned())
    }
}

/// 1960-01-01, where class `date` and plain numbers count from, in days since 1970-01-01.
const DATE_ORIGIN: f64 = -3653.0;
