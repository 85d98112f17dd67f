//! `caselake survival`.

mod comparing;

use std::path::PathBuf;

use analytics::{
    CaseFile, ConfLevel, ConfidenceInterval, Convention, Design, Form, Grid, LifeTableSource, Method, Render,
    SnapshotFiles, Source, StandardSource, Standardisation, SurvivalRequest, Transform, Weighting, plot,
};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use warehouse::{Snapshot, Table, Warehouse};

use crate::command::opening::{Asked, Key};
use crate::command::survival::comparing::{Comparing, Question};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::{Format, Output, write_file};
use crate::sheet::draw_table;

/// Survival from a case file, a file of cells or a warehouse.
///
/// A row a stratum and time: the --by columns, method, time_years, time_days, n_risk, n_event, n_censor, estimate,
/// std_err, lower, upper. JSON adds the provenance: snapshot, algorithm, convention, year length, exclusions.
///
/// With --test a row a group: the --by columns, n, observed, expected, test, chi_square, df, p; JSON adds the test with z
/// and its covariance. With a regression a row a term: term, coefficient, std_err, z, p, lower, upper, hazard_ratio,
/// hazard_ratio_lower, hazard_ratio_upper; JSON adds the fit with its tests.
#[derive(Debug, Args)]
pub(crate) struct Survival {
    /// A case file, CSV or Parquet: a row a case, with columns sex, birth_date|age_days|age_years, dx_date,
    /// exit_date|time_days, status (0 alive, 1 dead), and any others for --by and --where
    #[arg(long, value_name = "FILE", required_unless_present_any = ["cells", "warehouse"])]
    cases: Option<PathBuf>,
    /// A file of cells, as caselake rollup export and merge write them
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cases", "columns"])]
    cells: Option<PathBuf>,
    /// A warehouse's folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["cases", "cells"])]
    warehouse: Option<PathBuf>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    asked: Asked,
    /// What the case file calls a column
    #[arg(long = "column", value_name = "NAME=THEIRS")]
    columns: Vec<String>,
    /// The day that counts as today where a named column is a derived variable; without it that of the warehouse's
    /// snapshot, or today
    #[arg(long, value_name = "DATE", value_parser = parse_day, conflicts_with = "cells")]
    today: Option<i32>,

    /// What is estimated; several at once answer side by side: kaplan-meier, nelson-aalen, fleming-harrington, actuarial,
    /// cause-specific, ederer-i, ederer-ii, hakulinen, pohar-perme, crude-probability, cumulative-incidence, expected,
    /// nessie, years-lost, median, restricted-mean, cox, fine-gray or excess-hazard
    #[arg(
        long,
        value_name = "METHOD,...",
        value_delimiter = ',',
        default_value = "kaplan-meier",
        help_heading = "Estimate"
    )]
    method: Vec<Method>,
    /// The general population: us, us-race, us-mn, or a life table's file (CSV, Parquet, Human Mortality Database, R)
    #[arg(long, value_name = "TABLE", help_heading = "Estimate")]
    life_table: Option<LifeTableSource>,
    /// What becomes of ages and dates outside of the life table: yes takes its nearest hazard, and the answer counts
    /// them; none makes them an error
    #[arg(long, value_enum, default_value_t = Clamp::Yes, help_heading = "Estimate")]
    clamp: Clamp,
    /// A curve for each value of these columns; variables that caselake derive --list names are derived where the columns
    /// they are made of are there
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', help_heading = "Estimate")]
    by: Vec<String>,
    /// Which cases count, such as "sex = 2 and dx_date >= '2010-01-01'"
    #[arg(long = "where", value_name = "CONDITION", help_heading = "Estimate")]
    filter: Option<String>,
    /// Which part of follow-up counts: cohort, complete, period:FROM..TO or hybrid:FROM..TO, with years or dates; FROM is
    /// in the window, TO is not
    #[arg(long, value_name = "DESIGN", default_value = "cohort", help_heading = "Estimate")]
    design: Design,
    /// Times of the rows, or intervals of a life table: exact, daily, monthly, yearly, or years as 0,0.5,1,2 or 0:10:1/12.
    /// Without it every day of an event has a row
    #[arg(long, value_name = "GRID", help_heading = "Estimate")]
    grid: Option<Grid>,
    /// Read the estimate at these years
    #[arg(long, value_name = "YEARS,...", value_delimiter = ',', help_heading = "Estimate")]
    at: Vec<f64>,
    /// Read the estimate at these days
    #[arg(long, value_name = "DAYS,...", value_delimiter = ',', help_heading = "Estimate")]
    at_days: Vec<f64>,
    /// Scale of the confidence interval: log, log-log, plain, logit or arcsine
    #[arg(long, default_value = "log", help_heading = "Estimate")]
    ci: Transform,
    /// Level of the confidence interval
    #[arg(long, value_name = "LEVEL", default_value = "0.95", value_parser = parse_level, help_heading = "Estimate")]
    level: ConfLevel,
    /// Whose rules are followed: exact, survival, relsurv, popepi or seer
    #[arg(long, default_value = "exact", help_heading = "Estimate")]
    convention: Convention,
    /// Estimate by the intervals of --grid rather than by days: lifetable or hazard
    #[arg(long, value_name = "FORM", help_heading = "Estimate")]
    form: Option<Form>,
    /// Weigh ages alike whoever is compared: icss1, icss2, icss3, internal (the cases' own ages), or a file with columns
    /// age_group and weight
    #[arg(long, value_name = "STANDARD", help_heading = "Estimate")]
    standard: Option<StandardSource>,
    /// How ages are weighed: traditional (the estimates of age groups) or brenner (people)
    #[arg(long, value_name = "WAY", default_value = "traditional", requires = "standard", help_heading = "Estimate")]
    standardise: Weighting,
    /// Where the age groups begin, such as 15,55,65,75,85 for the prostate; without it 15,45,55,65,75 or the file's own
    #[arg(long, value_name = "AGE,...", value_delimiter = ',', requires = "standard", help_heading = "Estimate")]
    age_groups: Vec<u32>,
    /// Survival of those who have survived this many years
    #[arg(long, value_name = "YEARS", help_heading = "Estimate")]
    conditional_on: Option<f64>,
    /// Until when everybody could have been followed (hakulinen); without it, the last day of follow-up
    #[arg(long, value_name = "DATE", value_parser = parse_day, help_heading = "Estimate")]
    closing_date: Option<i32>,
    /// Quantiles of survival time, as shares that have died (median)
    #[arg(long, value_name = "SHARE,...", value_delimiter = ',', default_value = "0.5", help_heading = "Estimate")]
    quantiles: Vec<f64>,
    /// Where restricted means and years lost stop counting, years; without it, the end of follow-up
    #[arg(long, value_name = "YEARS", help_heading = "Estimate")]
    horizon: Option<f64>,
    /// Days of a year; the default is the life table's, else the convention's, and the answer names it
    #[arg(long, value_name = "DAYS", help_heading = "Estimate")]
    days_per_year: Option<f64>,

    #[command(flatten)]
    comparing: Comparing,

    /// Draw the curves to an SVG file
    #[arg(long, value_name = "FILE.svg", help_heading = "Answer")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// What becomes of people outside of a life table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Clamp {
    Yes,
    None,
}

pub(crate) fn parse_day(text: &str) -> Result<i32, String> {
    analytics::parse_date(text).ok_or_else(|| format!("expected a date such as 2015-12-31, found {text}"))
}

fn parse_level(text: &str) -> Result<ConfLevel, String> {
    let level: f64 = text.parse().map_err(|_| format!("expected a number such as 0.95, found {text}"))?;
    ConfLevel::new(level).map_err(|error| error.to_string())
}

impl Survival {
    pub(crate) fn run(self) -> Outcome {
        let request = self.request()?;
        match self.comparing.question(&request)? {
            Question::Curves => {}
            Question::Difference(request) => {
                self.expect_no_plot("a test")?;
                show(&analytics::difference(&request)?, &self.output)?;
                return Ok(Verdict::Done);
            }
            Question::Regression(request) => {
                self.expect_no_plot("a regression")?;
                show(&analytics::regression(&request)?, &self.output)?;
                return Ok(Verdict::Done);
            }
        }
        let answer = analytics::survival(&request)?;
        if let Some(path) = &self.plot {
            write_file(path, plot::survival_svg(&answer, &self.title()).as_bytes())?;
        }
        show(&answer, &self.output)?;
        Ok(Verdict::Done)
    }

    fn expect_no_plot(&self, what: &str) -> Result<(), Failure> {
        match self.plot {
            Some(_) => Err(Failure::new(format_args!("--plot: {what} has no curves; leave one of the two out"))),
            None => Ok(()),
        }
    }

    fn request(&self) -> Result<SurvivalRequest, Failure> {
        let (source, today) = self.source()?;
        Ok(SurvivalRequest {
            methods: self.method.clone(),
            life_table: self.life_table.clone(),
            clamp: self.clamp == Clamp::Yes,
            design: self.design,
            standardisation: self.standard.clone().map(|standard| Standardisation {
                standard,
                weighting: self.standardise,
                age_groups: Some(self.age_groups.clone()).filter(|ages| !ages.is_empty()),
            }),
            conditional_on: self.conditional_on,
            closing_date: self.closing_date,
            quantiles: self.quantiles.clone(),
            horizon: self.horizon,
            whole_curves: self.plot.is_some(),
            by: self.by.clone(),
            filter: self.filter.clone(),
            convention: self.convention,
            form: self.form,
            grid: self.grid.clone().unwrap_or_default(),
            at_years: self.at.clone(),
            at_days: self.at_days.clone(),
            interval: ConfidenceInterval { transform: self.ci, level: self.level },
            days_per_year: self.days_per_year,
            command: command_line(),
            today,
            ..SurvivalRequest::new(source)
        })
    }

    /// What the plot is about.
    fn title(&self) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.by.join(" and ")) };
        let filter = self.filter.as_ref().map_or_else(String::new, |filter| format!(", {filter}"));
        let mut methods = self.method.iter().map(|method| method.title());
        let first = methods.next().unwrap_or_default().to_owned();
        let methods = methods.fold(first, |all, next| all + ", " + &in_sentence(next));
        format!("{methods}{by}{filter}")
    }

    /// The cases, and the day that counts as today.
    fn source(&self) -> Result<(Source, Option<i32>), Failure> {
        if let Some(path) = &self.cases {
            let cases = CaseFile::new(path).rename(self.columns.iter().map(String::as_str))?;
            return Ok((Source::Cases(cases), Some(self.today.unwrap_or_else(today))));
        }
        if let Some(path) = &self.cells {
            return Ok((Source::Cells(path.clone()), None));
        }
        let folder = self
            .warehouse
            .as_deref()
            .ok_or_else(|| Failure::new("name --cases FILE, --cells FILE or --warehouse DIR"))?;
        let snapshot = Warehouse::open(folder, self.key.source())?.snapshot(&self.asked.as_of)?;
        // A snapshot answers alike whenever it is asked.
        let today = self.today.unwrap_or_else(|| day_of(snapshot.time()));
        Ok((cases_of(&snapshot)?, Some(today)))
    }
}

/// Today in UTC, days since 1970-01-01.
pub(crate) fn today() -> i32 {
    day_of(Timestamp::now())
}

/// The day of a time in UTC, days since 1970-01-01.
fn day_of(time: Timestamp) -> i32 {
    i32::try_from(time.as_second().div_euclid(86_400)).unwrap_or(i32::MAX)
}

/// A title within a sentence; the names of people stay as they are.
fn in_sentence(title: &str) -> String {
    const NAMES: [&str; 5] = ["Kaplan", "Nelson", "Fleming", "Cox", "Fine"];
    let mut letters = title.chars();
    match letters.next() {
        Some(first) if !NAMES.iter().any(|name| title.starts_with(name)) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

/// A snapshot's tables, as the statistics want them.
pub(crate) fn cases_of(snapshot: &Snapshot) -> Result<Source, Failure> {
    let abstracts = snapshot.table(Table::Abstracts)?;
    Ok(Source::Snapshot(SnapshotFiles {
        snapshot: snapshot.number().0,
        abstracts: abstracts.paths(),
        submissions: snapshot.table(Table::Submissions)?.paths(),
        columns: abstracts.columns().iter().map(|column| column.name.clone()).collect(),
    }))
}

/// The command as typed, for the provenance, without the folder of the program.
pub(super) fn command_line() -> String {
    let words = std::env::args().skip(1).map(|word| if word.contains(' ') { format!("'{word}'") } else { word });
    std::iter::once("caselake".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Answers with rows.
pub(crate) fn show(answer: &impl Render, output: &Output) -> Result<(), Failure> {
    if output.is_silent() {
        return Ok(());
    }
    match output.format() {
        Format::Table => output.write(draw_table(&answer.to_table()).as_bytes()),
        Format::Json => output.write(answer.to_json()?.as_bytes()),
        Format::Csv => output.write(answer.to_csv()?.as_bytes()),
        Format::Parquet => output.write(&answer.to_parquet()?),
    }
}
