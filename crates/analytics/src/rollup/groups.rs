//! The strata of a file of cells gathered into the groups that a question asks for.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};

use super::file::YEAR;
use super::stratum::{Cells, Keys, Label, Stratum};
use super::{Rollup, years};
use crate::convention::Convention;
use crate::design::Design;
use crate::error::{Error, Result};
use crate::estimate::{GroupCells, MonthCells};
use crate::filter::Filter;
use crate::grid::Grid;
use crate::question::{Question, unsupported};
use crate::selection::Selection;
use crate::source::{Listing, Wanted, missing};
use crate::strata::by_label;
use crate::values::date_of;

/// The groups of a question, in order.
pub(super) struct Groups {
    /// The values of the `by` columns of each.
    pub(super) labels: Vec<Vec<Option<String>>>,
    /// Of each the age groups of the standard, one after another, where ages are standardised.
    pub(super) cells: GroupCells,
    /// Cells of people whose age the standard leaves out.
    pub(super) outside_standard: Cells,
}

/// Calendar years: the first is in it, the last is not.
type Years = (i32, i32);

impl Groups {
    /// Selects strata by the question's conditions and its window of calendar time, and merges those that these columns
    /// do not tell apart.
    pub(super) fn of(question: &Question<'_>, rollup: &Rollup, path: &Path, by: &[Wanted<'_>]) -> Result<Self> {
        let damaged = || Error::Unreadable {
            path: path.to_owned(),
            format: "a file of cells",
            problem: "its key is damaged; export the cells again".to_owned(),
        };
        let keys = Keys::of(&rollup.key).ok_or_else(damaged)?;
        let window = window(question, rollup)?;
        let columns = rollup.columns();
        let places = by.iter().map(|by| {
            let place = columns.iter().position(|column| column == by.column);
            place.ok_or_else(|| no_column(by.column, by.purpose, &columns, path))
        });
        let places = places.collect::<Result<Vec<usize>>>()?;

        let apart_by_year = by.iter().any(|by| by.column == YEAR);
        let strata = selected(question, rollup, path)?;
        // Years are joined within a stratum, before strata are merged.
        let mut by_stratum: BTreeMap<Label, BTreeMap<Option<i32>, &Stratum>> = BTreeMap::new();
        for (label, stratum) in strata {
            let within = |(from, to): Years| label.year.is_some_and(|year| (from..to).contains(&year));
            if window.is_none_or(within) {
                let year = label.year.filter(|_| apart_by_year);
                by_stratum.entry(Label { year, ..label.clone() }).or_default().insert(label.year, stratum);
            }
        }
        let ages = question.standard.as_ref().map_or(1, |standard| standard.ages.len());
        let mut outside_standard = keys.nobody();
        let mut groups: BTreeMap<Vec<Option<String>>, Vec<Cells>> = BTreeMap::new();
        for (label, of_years) in &by_stratum {
            let cells = years::join(&keys, of_years)?;
            let Some(age) = age_group(question, label) else {
                outside_standard.merge(&cells)?;
                continue;
            };
            let values = rollup.values(label);
            let group = places.iter().map(|&place| values[place].clone()).collect();
            let of_ages = groups.entry(group).or_insert_with(|| (0..ages).map(|_| keys.nobody()).collect());
            of_ages[age].merge(&cells)?;
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by(|(a, _), (b, _)| by_label(a, b));
        let mut found = Self {
            labels: Vec::with_capacity(groups.len()),
            cells: GroupCells {
                all: Vec::new(),
                by_cause: Vec::new(),
                net: Vec::new(),
                months: month_bounds(question, &keys)?,
            },
            outside_standard,
        };
        for (label, of_ages) in groups {
            found.labels.push(label);
            for Cells { all, by_cause, net, months } in of_ages {
                if let (Some(found), Some(of_group)) = (&mut found.cells.months, months) {
                    found.cells.push(of_group);
                }
                found.cells.all.push(all);
                found.cells.by_cause.extend(by_cause);
                found.cells.net.extend(net);
            }
        }
        Ok(found)
    }
}

/// The intervals of completed months that the question asks for, which must be those of the cells: as far as both go.
fn month_bounds(question: &Question<'_>, keys: &Keys) -> Result<Option<MonthCells>> {
    let Some(key) = keys.months.as_ref().filter(|_| question.request.convention == Convention::Seer) else {
        return Ok(None);
    };
    let kept = || key.grid.ends().iter().map(|months| f64::from(*months) / 12.0);
    let all: Vec<f64> = std::iter::once(0.0).chain(kept()).collect();
    let grid = &question.request.grid;
    if *grid == Grid::Exact {
        return Ok(Some(MonthCells { cells: Vec::new(), bounds: all, grid: "the intervals of the cells".to_owned() }));
    }
    let (asked, name) = question.bounds(all.last().copied().unwrap_or(0.0));
    if asked.iter().zip(&all).any(|(asked, kept)| (asked - kept).abs() > 1e-9) {
        let problem = format!("the cells are by intervals that end at months {:?}; leave --grid out", key.grid.ends());
        return unsupported("grid", &grid.to_string(), &problem);
    }
    let bounds = if asked.len() < all.len() { asked } else { all };
    Ok(Some(MonthCells { cells: Vec::new(), bounds, grid: name }))
}

/// The age group of the standard; the first where ages are not standardised, none where it leaves the age out.
fn age_group(question: &Question<'_>, label: &Label) -> Option<usize> {
    let Some(standard) = &question.standard else { return Some(0) };
    let youngest = label.age.and_then(|age| u32::try_from(age).ok())?;
    standard.group_of(youngest).map(|group| group as usize)
}

fn no_column(name: &str, purpose: &str, columns: &[String], path: &Path) -> Error {
    let cure = "a file of cells tells people apart by its strata only; export it again with --by, --ages or \
                --calendar-years";
    missing(&path.display().to_string(), name, purpose, columns, cure)
}

/// The strata for which the `where` of the question is true.
fn selected<'a>(question: &Question<'_>, rollup: &'a Rollup, path: &Path) -> Result<Vec<(&'a Label, &'a Stratum)>> {
    let strata = rollup.strata.iter();
    let Some(filter) = &question.request.filter else { return Ok(strata.collect()) };
    let filter = Filter::parse(filter)?;
    // Follow-up is cut to calendar years by the design, which joins them again.
    let columns: Vec<String> = rollup.columns().into_iter().filter(|column| column != YEAR).collect();
    if let Some(unknown) = filter.columns().into_iter().find(|name| !columns.iter().any(|column| column == name)) {
        return Err(no_column(unknown, "which --where names", &columns, path));
    }
    let values: Vec<_> = rollup.strata.keys().map(|label| rollup.values(label)).collect();
    let texts = columns.iter().enumerate().map(|(at, name)| {
        let texts: Vec<Option<&str>> = values.iter().map(|values| values[at].as_deref()).collect();
        Series::new(name.as_str().into(), texts).into_column()
    });
    let frame = DataFrame::new_infer_height(texts.collect()).map_err(|_| Error::Unreadable {
        path: path.to_owned(),
        format: "a table",
        problem: "its columns differ in length".to_owned(),
    })?;
    let place = path.display().to_string();
    let listing = Listing { place, read: frame.height(), frame, lexical: true, left_out: Vec::new() };
    let mask = filter.mask(&Selection::all(listing), str::to_owned)?;
    Ok(strata.zip(mask).filter(|(_, selected)| *selected).map(|(stratum, _)| stratum).collect())
}

/// The calendar years that the design asks for; `None` for all there are.
fn window(question: &Question<'_>, rollup: &Rollup) -> Result<Option<Years>> {
    let design = question.request.design;
    let refuse = |problem: &str| unsupported("design", &design.to_string(), problem);
    let window = match design {
        Design::Cohort | Design::Complete => return Ok(None),
        Design::Hybrid(_) => return refuse("needs days of diagnosis; name the case file with --cases"),
        Design::Period(_) if !rollup.key.calendar_years => {
            return refuse("needs follow-up by calendar year; export the cells with --calendar-years");
        }
        Design::Period(window) => window,
    };
    let year = |day: i32| date_of(day).filter(|date| *date == Date::constant(date.year(), 1, 1)).map(Date::year);
    match (year(window.from), year(window.to)) {
        (Some(from), Some(to)) => Ok(Some((from.into(), to.into()))),
        _ => refuse("cells are by whole calendar years; give years, such as period:2010..2015"),
    }
}
