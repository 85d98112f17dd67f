//! A request with what it stands on: its life table, the length of its year, its times.

use crate::answer::Clamped;
use crate::convention::{Convention, Form};
use crate::error::{Error, Result};
use crate::grid::{Grid, Time, days};
use crate::life_table::ReferenceTable;
use crate::method::Method;
use crate::request::SurvivalRequest;
use crate::rollup::Rollup;
use crate::standard::{Standard, Standardisation, Weighting};

/// A request that has been checked.
pub(crate) struct Question<'a> {
    pub(crate) request: &'a SurvivalRequest,
    /// Where a method compares with the general population.
    pub(crate) life_table: Option<ReferenceTable>,
    /// The weights of ages, where ages are standardised.
    pub(crate) standard: Option<Standard>,
    /// Columns that every case must have a value of, where people are compared with one another.
    needed: Option<Vec<Needed<'a>>>,
    /// What cells are kept apart by, where cases are counted into cells to be handed on.
    axes: Axes,
    /// What the cells say of themselves that are finished, where there are no cases.
    pub(crate) cells: Option<&'a Rollup>,
}

/// What cells are kept apart by, beside the strata.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Axes {
    pub(crate) five_year_ages: bool,
    pub(crate) calendar_years: bool,
}

/// A column without a value of which a case cannot be compared with others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needed<'a> {
    pub(crate) name: &'a str,
    /// What it is needed for, as an error says it.
    pub(crate) purpose: &'static str,
    /// The only values that count; none for any.
    pub(crate) levels: &'a [String],
    /// Whether, where there is no such column, the age at diagnosis is meant.
    pub(crate) or_age: bool,
}

impl<'a> Question<'a> {
    /// Checks that the options go together, and reads the life table.
    pub(crate) fn new(request: &'a SurvivalRequest) -> Result<Self> {
        check(request)?;
        let needed = request.methods.iter().find(|method| method.needs_life_table());
        let life_table = match (needed, &request.life_table) {
            (Some(_), Some(source)) => Some(source.read(request.days_per_year)?),
            (Some(method), None) => {
                let problem = "compares with the general population; name its life table with --life-table us, \
                               us-race, us-mn or a file";
                return unsupported("method", method.name(), problem);
            }
            (None, _) => None,
        };
        let standard = request.standardisation.as_ref().map(Standardisation::read).transpose()?;
        let question = Self { request, life_table, standard, needed: None, axes: Axes::default(), cells: None };
        let year = question.days_per_year();
        if !(360.0..=370.0).contains(&year) {
            return unsupported("days-per-year", &year.to_string(), "expected the days of a year, such as 365.25");
        }
        Ok(question)
    }

    /// A question that is answered from cells, which bring their own life table and year.
    pub(crate) fn of_cells(request: &'a SurvivalRequest, cells: &'a Rollup) -> Result<Self> {
        check(request)?;
        let standard = request.standardisation.as_ref().map(Standardisation::read).transpose()?;
        Ok(Self { request, life_table: None, standard, needed: None, axes: Axes::default(), cells: Some(cells) })
    }

    /// Counting cases into cells that are kept apart by these.
    pub(crate) fn keeping(self, axes: Axes) -> Self {
        Self { axes, ..self }
    }

    /// Whether cases are counted into cells by five-year ages.
    pub(crate) fn keeps_five_year_ages(&self) -> bool {
        self.axes.five_year_ages
    }

    /// Comparing people by these columns: whoever lacks a value of one, or tells nothing, is left out.
    pub(crate) fn comparing(self, needed: Vec<Needed<'a>>) -> Self {
        Self { needed: Some(needed), ..self }
    }

    /// What the comparison of people needs of them; `None` where there is none.
    pub(crate) fn compared_by(&self) -> Option<&[Needed<'a>]> {
        self.needed.as_deref()
    }

    /// The request's year, else the life table's, else the convention's.
    pub(crate) fn days_per_year(&self) -> f64 {
        if self.request.convention == Convention::Seer {
            return Convention::Seer.days_per_year(); // Months are counted, whatever the table.
        }
        let of_table = || self.life_table.as_ref().map(ReferenceTable::days_per_year);
        let of_cells = || self.cells.and_then(|cells| cells.key().days_per_year());
        let of_convention = || self.request.convention.days_per_year();
        self.request.days_per_year.or_else(of_table).or_else(of_cells).unwrap_or_else(of_convention)
    }

    /// Cases that the life table does not reach are an error where the request does not let them be clamped.
    pub(crate) fn clamp(&self, clamped: Clamped) -> Result<()> {
        if self.request.clamp || clamped.cases == 0 {
            return Ok(());
        }
        let problem = format!(
            "the life table does not reach {} cases ({} too young, {} too old, {} diagnosed too early, {} followed too \
             late); take one that does, leave them out with --where, or allow its nearest hazard with --clamp yes",
            clamped.cases, clamped.too_young, clamped.too_old, clamped.too_early, clamped.too_late
        );
        unsupported("clamp", "none", &problem)
    }

    /// Whether cases have to be placed in calendar time.
    pub(crate) fn needs_dates(&self) -> bool {
        self.life_table.is_some() || self.request.design.window().is_some() || self.axes.calendar_years
    }

    /// Whether ages are needed.
    pub(crate) fn needs_ages(&self) -> bool {
        self.life_table.is_some() || self.standard.is_some() || self.axes.five_year_ages
    }

    /// Columns that the request names by itself, and what for.
    pub(crate) fn columns_named(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.request.by.iter().map(|name| (name.as_str(), "which --by names"))
    }

    /// The times that were asked for, in order; `None` where the grid decides.
    pub(crate) fn times_asked(&self) -> Option<Vec<Time>> {
        let year = self.days_per_year();
        let years = self.request.at_years.iter().map(|&years| Time { years, days: days(years, year) });
        let days = self.request.at_days.iter().map(|&days| Time { years: days / year, days });
        let mut times: Vec<Time> = years.chain(days).collect();
        times.sort_by(|a, b| a.days.total_cmp(&b.days));
        times.dedup_by(|a, b| a.days == b.days);
        Some(times).filter(|times| !times.is_empty())
    }

    /// The times of the grid, where follow-up ends after `last_years`; `None` where there is none.
    pub(crate) fn grid_times(&self, last_years: f64) -> Option<Vec<Time>> {
        let year = self.days_per_year();
        let times = self.request.grid.years(last_years, year)?;
        Some(times.into_iter().map(|years| Time { years, days: days(years, year) }).collect())
    }

    /// Whole years, to the last that is reached.
    pub(crate) fn yearly(&self, last_years: f64) -> Vec<Time> {
        let year = self.days_per_year();
        let times = Grid::Yearly.years(last_years, year).unwrap_or_default();
        let reached = times.into_iter().filter(|years| *years <= last_years);
        reached.map(|years| Time { years, days: days(years, year) }).collect()
    }

    /// The times to read a curve at, where follow-up ends after `last_years`; `None` for every step.
    pub(crate) fn read_times(&self, last_years: f64) -> Option<Vec<Time>> {
        self.times_asked().or_else(|| self.grid_times(last_years))
    }

    /// What the rows of a curve are.
    pub(crate) fn grid_name(&self) -> String {
        match &self.request.grid {
            _ if self.times_asked().is_some() => String::from("the times asked for"),
            Grid::Exact => String::from("every day with a death or a censoring"),
            grid => grid.to_string(),
        }
    }

    /// The bounds of a life table in years, from 0, and what they are called.
    pub(crate) fn bounds(&self, last_years: f64) -> (Vec<f64>, String) {
        let grid = if self.request.grid == Grid::Exact { &Grid::Yearly } else { &self.request.grid };
        let mut bounds = grid.years(last_years, self.days_per_year()).unwrap_or_default();
        if bounds.first() != Some(&0.0) {
            bounds.insert(0, 0.0);
        }
        (bounds, grid.to_string())
    }
}

pub(crate) fn unsupported<T>(option: &'static str, found: &str, problem: &str) -> Result<T> {
    Err(Error::Unsupported { option, found: found.to_owned(), problem: problem.to_owned() })
}

/// Whether the options go together, before anything is read.
fn check(request: &SurvivalRequest) -> Result<()> {
    let at = request.at_years.iter().chain(&request.at_days);
    if let Some(time) = at.clone().find(|time| !(time.is_finite() && **time >= 0.0)) {
        return unsupported("at", &time.to_string(), "expected times of 0 or more");
    }
    if request.methods.is_empty() {
        return unsupported("method", "", "name one, such as kaplan-meier");
    }
    if let Some(twice) = twice(&request.methods) {
        return unsupported("method", twice.name(), "named twice");
    }
    let convention = request.convention;
    for &method in &request.methods {
        works_with(method, convention, request.form)?;
    }
    if let Some(standardisation) = &request.standardisation {
        standardisable(request, standardisation.weighting)?;
    }
    if request.days_per_year.is_some() && convention == Convention::Seer {
        let year = request.days_per_year.unwrap_or_default().to_string();
        return unsupported("days-per-year", &year, "the seer convention counts months of 365.24 / 12 days");
    }
    for reserved in crate::render::RESERVED {
        if request.by.iter().any(|by| by == reserved) {
            return unsupported("by", reserved, "an answer has a column of this name; rename the one of the cases");
        }
    }
    if let Some(twice) = twice(&request.by) {
        return unsupported("by", twice, "named twice");
    }
    let positive = [("conditional-on", request.conditional_on), ("horizon", request.horizon)];
    for (option, years) in positive {
        if let Some(years) = years.filter(|years| !(years.is_finite() && *years > 0.0)) {
            return unsupported(option, &years.to_string(), "expected years above 0");
        }
    }
    match request.quantiles.iter().find(|share| !(**share > 0.0 && **share < 1.0)) {
        Some(share) => unsupported("quantiles", &share.to_string(), "expected shares between 0 and 1, such as 0.5"),
        None => Ok(()),
    }
}

/// Whether the methods can be age-standardised in this way.
fn standardisable(request: &SurvivalRequest, weighting: Weighting) -> Result<()> {
    use Method::{CauseSpecific, CumulativeIncidence, Median, Nessie, RestrictedMean};
    if let Some(method) = request
        .methods
        .iter()
        .find(|method| matches!(method, Median | Nessie | RestrictedMean) || method.is_regression())
    {
        return unsupported("standard", method.name(), "has no age-standardised form");
    }
    let by_cause = request.methods.iter().find(|method| matches!(method, CauseSpecific | CumulativeIncidence));
    match by_cause.filter(|_| weighting == Weighting::Brenner) {
        Some(method) => unsupported("standardise", method.name(), "has no form by weights of people; use traditional"),
        None if weighting == Weighting::Brenner && request.convention != Convention::Exact => {
            unsupported("standardise", weighting.name(), "needs --convention exact")
        }
        None => Ok(()),
    }
}

fn twice<T: PartialEq>(items: &[T]) -> Option<&T> {
    (1..items.len()).find(|&i| items[..i].contains(&items[i])).map(|i| &items[i])
}

/// Whether a convention has the method, in the form.
fn works_with(method: Method, convention: Convention, form: Option<Form>) -> Result<()> {
    use Method::{
        Actuarial, CauseSpecific, CrudeProbability, CumulativeIncidence, EdererI, EdererII, Hakulinen, PoharPerme,
    };
    let of = |has: &[Method], problem: &str| {
        if has.contains(&method) {
            return Ok(());
        }
        let names: Vec<&str> = has.iter().map(|method| method.name()).collect();
        unsupported("convention", convention.name(), &format!("has {problem} only: {}", names.join(", ")))
    };
    match convention {
        Convention::Survival if method.needs_life_table() => {
            return unsupported("convention", convention.name(), "knows no population; use exact or relsurv");
        }
        Convention::Survival | Convention::Relsurv if method == Actuarial => {
            return unsupported("convention", convention.name(), "has no life table; use exact, seer or popepi");
        }
        Convention::Exact | Convention::Survival | Convention::Relsurv => {}
        Convention::PopEpi => of(
            &[Actuarial, EdererII, PoharPerme, CauseSpecific, CumulativeIncidence, CrudeProbability],
            "interval estimates",
        )?,
        Convention::Seer => {
            of(&[Actuarial, EdererI, EdererII, Hakulinen, PoharPerme], "interval estimates")?;
        }
    }
    let intervals = matches!(convention, Convention::PopEpi | Convention::Seer) || method == Actuarial;
    match form {
        Some(Form::Hazard) if convention == Convention::Seer => {
            unsupported("form", Form::Hazard.name(), "the seer convention is a life table; use lifetable")
        }
        Some(form) if !intervals && !matches!(method, EdererI | EdererII | Hakulinen | PoharPerme) => {
            unsupported("form", form.name(), &format!("{} has no intervals; use --method actuarial", method.name()))
        }
        // relsurv: exp(-H) rather than the product.
        Some(Form::Hazard) if convention == Convention::Relsurv => Ok(()),
        Some(form) if !intervals && convention != Convention::Exact => {
            let problem = format!("the {} convention estimates day by day", convention.name());
            unsupported("form", form.name(), &problem)
        }
        _ => Ok(()),
    }
}
