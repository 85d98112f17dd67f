//! From cases to cells.

use std::collections::BTreeMap;

use estimators::{CellKey, MonthGrid, NetKey, Parts, PreparedTable, SeerKey};

use super::contents::{CaseCount, RollupContents, TableName, Withheld};
use super::count::Counting;
use super::key::{FORMAT, PopulationKey, RollupKey, date};
use super::request::RollupRequest;
use super::stratum::Keys;
use super::{Rollup, file};
use crate::cohort::{Cohort, HALF_A_YEAR};
use crate::convention::Convention;
use crate::design::{Design, Window};
use crate::error::Result;
use crate::estimate::whole_months;
use crate::grid::{Grid, days};
use crate::life_table::ReferenceTable;
use crate::method::Method;
use crate::question::{Axes, Question, unsupported};
use crate::request::SurvivalRequest;
use crate::source::Source;

/// Counts the cases that the request selects. Nobody left to count is no error: a part of a cohort may be empty.
///
/// # Errors
///
/// As [`survival`](crate::survival) for what is read; a horizon or a cutoff that cannot be.
pub fn tally(request: &RollupRequest) -> Result<Rollup> {
    check(request)?;
    let columns = columns(&request.source)?;
    let has = |name: &str| columns.iter().any(|column| column == request.source.column(name));
    let (causes, status) = (has("cause"), has("status"));

    let asked = asked(request, if causes && !status { Method::CauseSpecific } else { Method::KaplanMeier });
    let question = question(request, &asked)?;
    let table = question.life_table.as_ref().map(|table| PreparedTable::new(table.table().clone())).transpose()?;
    let (mut key, keys) = rules(request, &question, table.as_ref(), causes)?;
    let counting = Counting { keys, calendar_years: request.calendar_years, table: table.as_ref() };
    let cohort = Cohort::select(&question)?;
    key.derived = cohort.derived.as_ref().map(|derived| derived.algorithms_of(&request.by)).unwrap_or_default();
    let mut contents = contents(request, &question, &cohort);
    let mut strata = BTreeMap::new();
    counting.all(&cohort, cohort.population(&question), &mut strata)?;
    if causes {
        // Apart: leaving those whose cause is not known out of every estimate would leave out deaths only.
        let asked = self::asked(request, Method::CauseSpecific);
        let cohort = Cohort::select(&self::question(request, &asked)?)?;
        contents.by_cause = Some(case_count(&cohort));
        counting.by_cause(&cohort, &mut strata)?;
    }
    Ok(Rollup { key, contents, strata })
}

fn check(request: &RollupRequest) -> Result<()> {
    if let Some(taken) = request.by.iter().find(|by| file::is_taken(by)) {
        return unsupported("by", taken, "a file of cells has a column of this name; rename the one of the cases");
    }
    if request.months.is_some() && (request.life_table.is_none() || request.calendar_years) {
        let problem = "sums by completed months are relative to a life table, and of all follow-up; name --life-table, and \
                       leave --calendar-years out";
        return unsupported("months", "", problem);
    }
    if request.horizon.is_finite() && request.horizon > 0.0 {
        return Ok(());
    }
    unsupported("horizon", &request.horizon.to_string(), "expected years above 0")
}

fn columns(source: &Source) -> Result<Vec<String>> {
    match source {
        Source::Cases(file) => Ok(file.open()?.columns),
        Source::Snapshot(_) => Ok(Vec::new()),
        Source::Cells(path) => {
            unsupported("cases", &path.display().to_string(), "cells are counted from cases; merge cells instead")
        }
    }
}

/// What follow-up, ages and dates the cells need, as a survival request.
fn asked(request: &RollupRequest, method: Method) -> SurvivalRequest {
    let mut methods = vec![method];
    methods.extend(request.life_table.is_some().then_some(Method::PoharPerme));
    // Follow-up to the cutoff is a window that began before anybody's diagnosis.
    let to_cutoff = |cutoff: i32| Design::Period(Window { from: i32::MIN / 2, to: cutoff.saturating_add(1) });
    SurvivalRequest {
        methods,
        by: request.by.clone(),
        filter: request.filter.clone(),
        life_table: request.life_table.clone(),
        design: request.cutoff.map_or(Design::Cohort, to_cutoff),
        days_per_year: request.days_per_year,
        today: request.today,
        ..SurvivalRequest::new(request.source.clone())
    }
}

fn question<'a>(request: &RollupRequest, asked: &'a SurvivalRequest) -> Result<Question<'a>> {
    let axes = Axes { five_year_ages: request.five_year_ages, calendar_years: request.calendar_years };
    Ok(Question::new(asked)?.keeping(axes))
}

fn contents(request: &RollupRequest, question: &Question<'_>, cohort: &Cohort) -> RollupContents {
    let half_a_year_added = cohort.notes.iter().any(|note| note == HALF_A_YEAR);
    RollupContents {
        life_table: question.life_table.as_ref().map(table_name),
        half_a_year_added: (question.needs_ages() && cohort.len() > 0).then_some(half_a_year_added),
        selected: request.filter.iter().cloned().collect(),
        cases: case_count(cohort),
        by_cause: None,
        minimum: 0,
        withheld: Withheld::default(),
        notes: question.life_table.as_ref().map(|table| table.notes().to_vec()).unwrap_or_default(),
    }
}

fn case_count(cohort: &Cohort) -> CaseCount {
    CaseCount::new(cohort.read, cohort.len(), &cohort.exclusions)
}

/// A table's name without the folders of its files, which differ from place to place.
fn table_name(table: &ReferenceTable) -> TableName {
    let whole = table.name();
    let name: Vec<&str> = whole.split(',').map(|part| part.rsplit(['/', '\\']).next().unwrap_or(part)).collect();
    let name = name.join(",");
    TableName { source: table.source().replace(whole, &name), name }
}

/// The rules, and the keys of cells that follow from them.
fn rules(
    request: &RollupRequest,
    question: &Question<'_>,
    table: Option<&PreparedTable>,
    causes: bool,
) -> Result<(RollupKey, Keys)> {
    let year = question.days_per_year();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above 0; the cast saturates")]
    let horizon = days(request.horizon, year).ceil() as u32;
    let counts = CellKey { unit: request.unit, cutoff: request.cutoff };
    let mut parts = Parts::WEIGHTS | Parts::HAZARDS;
    if !request.calendar_years {
        // Everybody's from the diagnosis on, whenever they are followed: its years do not add up.
        parts = parts | Parts::EXPECTED;
    }
    if request.closing_date.is_some() {
        parts = parts | Parts::POTENTIAL;
    }
    let months = request.months.as_ref().map(|grid| months(grid, request.horizon)).transpose()?;
    let net = table.map(|table| NetKey::new(counts, horizon, parts, table)).transpose()?;
    let net = net.map(|key| NetKey { closing_date: request.closing_date, ..key });
    let population = question.life_table.as_ref().zip(net).map(|(table, key)| PopulationKey {
        life_table_sha256: table.fingerprint().to_owned(),
        fingerprint: format!("{:016x}", key.table),
        days_per_year: table.days_per_year().to_string(),
        sums: parts.to_string(),
        parts: parts.bits(),
        months: months.clone(),
    });
    let key = RollupKey {
        format: FORMAT,
        unit: request.unit.to_string(),
        cutoff: date(request.cutoff),
        closing_date: date(request.closing_date),
        horizon_days: horizon,
        grid: "days".to_owned(),
        days_per_year: year.to_string(),
        by: request.by.clone(),
        derived: Vec::new(),
        five_year_ages: request.five_year_ages,
        calendar_years: request.calendar_years,
        causes,
        population,
    };
    let by_months = months.zip(net).map(|(months, net)| -> Result<SeerKey> {
        let grid = MonthGrid::new(months)?;
        Ok(SeerKey { cells: counts, grid, closing_date: request.closing_date, table: net.table })
    });
    Ok((key, Keys { counts, net, months: by_months.transpose()?, causes }))
}

/// The completed months at which the intervals of a grid end.
fn months(grid: &Grid, horizon: f64) -> Result<Vec<u32>> {
    let Some(years) = grid.years(horizon, Convention::Seer.days_per_year()).filter(|_| *grid != Grid::Daily) else {
        return unsupported("months", &grid.to_string(), "expected monthly, yearly, or years such as 0:10:1/12");
    };
    years.into_iter().filter(|years| *years > 0.0).map(whole_months).collect()
}
