//! `caselake survival`.

use std::path::PathBuf;

use analytics::{
    Answer, CaseFile, ConfLevel, ConfidenceInterval, Convention, Form, Grid, Method, SnapshotFiles, Source,
    SurvivalRequest, Transform, plot,
};
use clap::Args;
use warehouse::{Snapshot, Table, Warehouse};

use crate::command::opening::{Asked, Key};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::{Format, Output, write_file};
use crate::sheet::draw_table;

/// Survival from a case file or a warehouse.
///
/// A row a stratum and time: the --by columns, method, time_years, time_days, n_risk, n_event, n_censor, estimate,
/// std_err, lower, upper. JSON adds the provenance: snapshot, algorithm, convention, year length, exclusions.
#[derive(Debug, Args)]
pub(crate) struct Survival {
    /// A case file, CSV or Parquet: a row a case, with columns sex, birth_date|age_days|age_years, dx_date,
    /// exit_date|time_days, status (0 alive, 1 dead), and any others for --by and --where
    #[arg(long, value_name = "FILE", required_unless_present = "warehouse", conflicts_with = "warehouse")]
    cases: Option<PathBuf>,
    /// A warehouse's folder
    #[arg(long, value_name = "DIR")]
    warehouse: Option<PathBuf>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    asked: Asked,
    /// What the case file calls a column
    #[arg(long = "column", value_name = "NAME=THEIRS")]
    columns: Vec<String>,

    /// kaplan-meier, nelson-aalen, fleming-harrington or actuarial
    #[arg(long, default_value = "kaplan-meier", help_heading = "Estimate")]
    method: Method,
    /// A curve for each value of these columns
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', help_heading = "Estimate")]
    by: Vec<String>,
    /// Which cases count, such as "sex = 2 and dx_date >= '2010-01-01'"
    #[arg(long = "where", value_name = "CONDITION", help_heading = "Estimate")]
    filter: Option<String>,
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
    /// Whose rules are followed: exact, survival, popepi or seer
    #[arg(long, default_value = "exact", help_heading = "Estimate")]
    convention: Convention,
    /// How interval estimates are made: lifetable or hazard
    #[arg(long, default_value = "lifetable", help_heading = "Estimate")]
    form: Form,
    /// Days of a year; the default is the convention's, and the answer names it
    #[arg(long, value_name = "DAYS", help_heading = "Estimate")]
    days_per_year: Option<f64>,

    /// Draw the curves to an SVG file
    #[arg(long, value_name = "FILE.svg", help_heading = "Answer")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

fn parse_level(text: &str) -> Result<ConfLevel, String> {
    let level: f64 = text.parse().map_err(|_| format!("expected a number such as 0.95, found {text}"))?;
    ConfLevel::new(level).map_err(|error| error.to_string())
}

impl Survival {
    pub(crate) fn run(self) -> Outcome {
        let answer = analytics::survival(&self.request()?)?;
        if let Some(path) = &self.plot {
            write_file(path, plot::survival_svg(&answer, &self.title()).as_bytes())?;
        }
        show(&answer, &self.output)?;
        Ok(Verdict::Done)
    }

    fn request(&self) -> Result<SurvivalRequest, Failure> {
        Ok(SurvivalRequest {
            method: self.method,
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
            ..SurvivalRequest::new(self.source()?)
        })
    }

    /// What the plot is about.
    fn title(&self) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.by.join(" and ")) };
        let filter = self.filter.as_ref().map_or_else(String::new, |filter| format!(", {filter}"));
        format!("{}{by}{filter}", self.method.title())
    }

    fn source(&self) -> Result<Source, Failure> {
        if let Some(path) = &self.cases {
            return Ok(Source::Cases(CaseFile::new(path).rename(self.columns.iter().map(String::as_str))?));
        }
        let folder = self.warehouse.as_deref().ok_or_else(|| Failure::new("name --cases FILE or --warehouse DIR"))?;
        let snapshot = Warehouse::open(folder, self.key.source())?.snapshot(&self.asked.as_of)?;
        cases_of(&snapshot)
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
fn command_line() -> String {
    let words = std::env::args().skip(1).map(|word| if word.contains(' ') { format!("'{word}'") } else { word });
    std::iter::once("caselake".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Answers with the rows of an estimate.
pub(crate) fn show(answer: &Answer, output: &Output) -> Result<(), Failure> {
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
