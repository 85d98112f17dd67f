//! `caselake rollup export`.

use std::path::PathBuf;

use analytics::rollup::{RollupRequest, tally};
use analytics::{CaseFile, CountingUnit, Grid, LifeTableSource, Source};
use clap::{Args, ValueEnum};

use super::Written;
use crate::command::survival::{parse_day, today};
use crate::failure::{Failure, Outcome, Verdict};
use crate::sheet::grouped;

/// Count the cases of a file into cells, from which survival is estimated as from the cases.
///
/// Cells are integers by stratum and day: people who die, are censored and enter, by cause of death where the file has a
/// column cause, and with --life-table the sums of every estimate relative to the population. They merge exactly: the
/// merged cells of all parts of a cohort are the cells of the whole, byte for byte. caselake survival --cells estimates
/// from them.
///
/// A stratum of one person tells when that person died. So say what becomes of small strata: --minimum N leaves out those
/// of fewer than N people, and counts them; --unprotected keeps all, for hands that may see single cases.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// A case file, CSV or Parquet, as caselake survival reads it
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,
    /// What the case file calls a column
    #[arg(long = "column", value_name = "NAME=THEIRS")]
    columns: Vec<String>,
    /// The day that counts as today where a named column is a derived variable; without it, today
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    today: Option<i32>,

    /// Strata: a cell for each value of these columns, or of variables that are derived from the file's columns
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', help_heading = "Cells")]
    by: Vec<String>,
    /// Which cases count, such as "sex = 2 and dx_date >= '2010-01-01'"
    #[arg(long = "where", value_name = "CONDITION", help_heading = "Cells")]
    filter: Option<String>,
    /// The general population: us, us-race, us-mn, or a life table's file. Without it there are counts only
    #[arg(long, value_name = "TABLE", help_heading = "Cells")]
    life_table: Option<LifeTableSource>,
    /// How far sums relative to the population reach
    #[arg(long, value_name = "YEARS", default_value_t = 20.0, help_heading = "Cells")]
    horizon: f64,
    /// Until when everybody could have been followed; hakulinen needs it
    #[arg(long, value_name = "DATE", value_parser = parse_day, help_heading = "Cells")]
    closing_date: Option<i32>,
    /// Keep sums by completed months too, by which the seer convention estimates: monthly, yearly, or years such as
    /// 0:10:1/12
    #[arg(long, value_name = "GRID", help_heading = "Cells")]
    months: Option<Grid>,
    /// Keep five-year age groups apart, as standardisation by age needs it
    #[arg(long, help_heading = "Cells")]
    ages: bool,
    /// Keep calendar years of follow-up apart, as period analysis needs it
    #[arg(long, help_heading = "Cells")]
    calendar_years: bool,
    /// What a row of the case file is
    #[arg(long, value_enum, default_value_t = Unit::Tumors, help_heading = "Cells")]
    unit: Unit,
    /// Study cutoff: follow-up after this day is not used
    #[arg(long, value_name = "DATE", value_parser = parse_day, help_heading = "Cells")]
    cutoff: Option<i32>,
    /// Days of a year; the default is the life table's, else 365.25
    #[arg(long, value_name = "DAYS", help_heading = "Cells")]
    days_per_year: Option<f64>,

    /// Leave out strata with fewer people
    #[arg(long, value_name = "N", conflicts_with = "unprotected", help_heading = "Confidentiality",
          value_parser = clap::value_parser!(u64).range(1..))]
    minimum: Option<u64>,
    /// Keep every stratum, of single people too
    #[arg(long, help_heading = "Confidentiality")]
    unprotected: bool,
    #[command(flatten)]
    written: Written,
}

/// What a row of a case file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    Tumors,
    Persons,
}

impl Export {
    pub(crate) fn run(self) -> Outcome {
        let cases = CaseFile::new(&self.cases).rename(self.columns.iter().map(String::as_str))?;
        let mut cells = tally(&RollupRequest {
            by: self.by,
            filter: self.filter,
            life_table: self.life_table,
            horizon: self.horizon,
            closing_date: self.closing_date,
            months: self.months,
            unit: match self.unit {
                Unit::Tumors => CountingUnit::Tumors,
                Unit::Persons => CountingUnit::Persons,
            },
            cutoff: self.cutoff,
            five_year_ages: self.ages,
            calendar_years: self.calendar_years,
            days_per_year: self.days_per_year,
            today: Some(self.today.unwrap_or_else(today)),
            ..RollupRequest::new(Source::Cases(cases))
        })?;
        match self.minimum {
            Some(minimum) => cells.protect(minimum),
            None if self.unprotected => {}
            None => {
                let held = cells.holdings();
                return Err(Failure::new(format_args!(
                    "cells tell of single people where strata are small, and nothing was written: here are {} strata, {} \
                     of them of a single person; name --minimum N (such as 5) to leave out and count strata of fewer than \
                     N people, or --unprotected if whoever gets the file may see single cases",
                    grouped(held.strata),
                    grouped(held.of_one),
                )));
            }
        }
        self.written.write(&cells)?;
        Ok(Verdict::Done)
    }
}
