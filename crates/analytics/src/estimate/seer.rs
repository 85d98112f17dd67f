//! Relative and net survival by completed months, SEER*Stat's convention.

use estimators::{
    CellKey, ExpectedMethod, LifePage, LifePageRow, MonthGrid, PreparedTable, SeerCells, SeerKey, tally_seer,
};

use super::exact::{closing_date, potential_follow_up};
use super::{ByGroup, Estimate, Estimates, Groups, IntervalRow, Limits, MonthCells, of_each};
use crate::cohort::{Cohort, Days};
use crate::error::Result;
use crate::method::Method;
use crate::question::{Question, unsupported};

/// Estimates of the methods that compare with a population.
pub(super) fn days(
    question: &Question<'_>,
    cohort: &Cohort,
    groups: &Groups,
    days: Days<'_>,
    all: &mut Estimates,
) -> Result<()> {
    let asked: Vec<Method> = asked(question).collect();
    let Some(population) = cohort.population(question).filter(|_| !asked.is_empty()) else { return Ok(()) };
    let table = PreparedTable::new(population.table.clone())?;
    let last = days.exit.iter().copied().max().unwrap_or(0);
    let (bounds, grid) = question.bounds(f64::from(last) / question.days_per_year());
    let months = bounds[1..].iter().map(|years| whole_months(*years)).collect::<Result<_>>()?;
    let closing_date = asked.contains(&Method::Hakulinen).then(|| closing_date(question, days, population));
    let potential = closing_date.map(|closing| potential_follow_up(&cohort.end, days.exit, population.dx, closing));
    let key = SeerKey { closing_date, ..SeerKey::new(CellKey::TUMORS, MonthGrid::new(months)?, &table) };
    let died = cohort.died();
    let people = population.followed(days, &died, potential.as_deref());
    let cells = tally_seer(&key, &table, people, &groups.of_row, groups.len)?;
    finish(question, &MonthCells { cells, bounds, grid }, all)
}

/// Estimates from cells, one of each group.
pub(super) fn finish(question: &Question<'_>, months: &MonthCells, all: &mut Estimates) -> Result<()> {
    let MonthCells { cells, bounds, grid } = months;
    for method in asked(question) {
        let finish = |cells: &SeerCells| estimate(question, method, cells);
        let estimates = of_each(cells, finish)?;
        let (bounds, grid) = (bounds.clone(), grid.clone());
        all.add(question, ByGroup { method, estimates, bounds, grid, standardised: false })?;
    }
    Ok(())
}

/// The methods of the question that compare with a population.
fn asked<'a>(question: &'a Question<'_>) -> impl Iterator<Item = Method> + 'a {
    question.request.methods.iter().copied().filter(|method| method.needs_life_table())
}

fn estimate(question: &Question<'_>, method: Method, cells: &SeerCells) -> Result<Estimate> {
    let page = LifePage::default();
    let rows = match method {
        Method::EdererI => page.relative(cells, ExpectedMethod::EdererI)?,
        Method::EdererII => page.relative(cells, ExpectedMethod::EdererII)?,
        Method::Hakulinen => page.relative(cells, ExpectedMethod::Hakulinen)?,
        Method::PoharPerme => page.net(cells),
        other => return unsupported("convention", "seer", &format!("has no method {}", other.name())),
    };
    let row = |row: &LifePageRow| IntervalRow::of(question, Limits::Relative, &row.cumulative_relative());
    Ok(Estimate::Intervals(vec![(None, rows.iter().map(row).collect())], Limits::Relative))
}

/// An end of an interval as completed months.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of 0 or more; casts saturate")]
pub(crate) fn whole_months(years: f64) -> Result<u32> {
    let months = (years * 12.0).round();
    if (years * 12.0 - months).abs() > 1e-6 {
        return unsupported(
            "grid",
            &years.to_string(),
            "the seer convention counts completed months, such as 0:5:1/12",
        );
    }
    Ok(months as u32)
}
