//! Life tables of general populations: built in, or read from files.
//!
//! | format | told by | figures | year length | calendar cells change |
//! | --- | --- | --- | --- | --- |
//! | `us`, `us-race`, `us-mn` | name | hazards per day | 365.25 | on birthdays, as R reads them |
//! | tidy CSV or Parquet | columns | `hazard_per_day`, `hazard_per_year`, `qx`, `px` or `mx` | the file's, else 365.25 | on their dates |
//! | Human Mortality Database, 1x1 by period | its header | `qx`; of the death rates, the rate | 365.2425 | on 1 January |
//! | R rate table, `dput` | `structure(` | hazards per day | its cutpoints', else 365.25 | as its `type` says |
//! | R rate table, `as.data.frame.table` as CSV | column `Freq` | hazards per day | of ages in days, else 365.25 | on 1 January |
//!
//! A tidy table has a row for each stratum, age and calendar cell, in any order, and the columns `age` (whole
//! years; `110+`) or `age_cut_days`, `year` (`1995`, `1995-1999`) or `year_cut_date`, `sex` (words, 1 and 2, or 0
//! and 1) unless it is of both sexes, and a figure. Of several figures the first of the order above is used. Other
//! columns tell strata apart where their values have rows for all ages and calendar cells (race, state, county,
//! deprivation); any others are passed over. `days_per_year` and `calendar_rule` (`date`, `birthday`) may be
//! given; a column `table` that says `survexp...` means birthdays. Several files that are parts of one table, such
//! as HMD's for each sex, are read together when named with commas between.
//!
//! Five lengths of a year are in use (365.24, relsurv's 365.241, popEpi's 365.2422, the calendar's 365.2425 and
//! 365.25). It cuts ages, and it turns yearly figures into daily hazards: q into -ln(1 - q) / length, a yearly
//! rate into rate / length. The table's own length is the one in its file: the unit of `age_cut_days`,
//! `days_per_year`, or the ratio of two hazards that the file gives. A file that has none takes the length of the
//! request, else its format's. A q of 1 is read as 0.999.

mod axes;
mod builtin;
mod columns;
mod dimension;
mod figures;
mod fingerprint;
mod hmd;
mod measure;
mod r_object;
mod rate_table;
mod role;
mod tidy;

use std::convert::Infallible;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use estimators::LifeTable;

pub use dimension::{Dimension, Located, Locator};

use crate::error::{Error, Result};
use columns::Columns;
use figures::{Figures, Filled};
use tidy::YearLength;

/// Where a life table comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifeTableSource {
    /// The United States by sex, 1940 on.
    UnitedStates,
    /// The United States by sex and race (white, black), 1940 on.
    UnitedStatesByRace,
    /// Minnesota by sex, 1970 on.
    Minnesota,
    /// A file, or several with commas between.
    File(PathBuf),
}

impl FromStr for LifeTableSource {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "us" => Self::UnitedStates,
            "us-race" => Self::UnitedStatesByRace,
            "us-mn" => Self::Minnesota,
            path => Self::File(path.into()),
        })
    }
}

impl fmt::Display for LifeTableSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnitedStates => f.write_str("us"),
            Self::UnitedStatesByRace => f.write_str("us-race"),
            Self::Minnesota => f.write_str("us-mn"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A life table as read, with what an answer says of it.
#[derive(Debug, Clone)]
pub struct ReferenceTable {
    name: String,
    source: String,
    table: LifeTable,
    dimensions: Vec<Dimension>,
    /// The stratum of each combination of the dimensions' values, the last running fastest.
    strata: Vec<Option<u32>>,
    fingerprint: String,
    notes: Vec<String>,
}

impl LifeTableSource {
    /// Reads the table. `days_per_year` is the length of the year where the file does not say its own.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or that does not have one figure, of a possible value, for each age and
    /// calendar cell of every stratum; see [`Error`].
    pub fn read(&self, days_per_year: Option<f64>) -> Result<ReferenceTable> {
        let (figures, source) = match (self, builtin::of(self)) {
            (_, Some(table)) => (table.figures()?, table.source.to_owned()),
            (Self::File(path), None) => {
                let parts = parts(path).into_iter().map(|path| figures_of(&path, days_per_year));
                let whole = parts.reduce(|whole, part| whole?.append(part?));
                (whole.unwrap_or_else(|| figures_of(path, days_per_year))?, self.to_string())
            }
            // Every source but a file is built in.
            (_, None) => return Err(unreadable(Path::new(&self.to_string()), "there is no such table".to_owned())),
        };
        ReferenceTable::new(self.to_string(), &source, figures)
    }
}

impl ReferenceTable {
    fn new(name: String, source: &str, mut figures: Figures) -> Result<Self> {
        let mut notes = std::mem::take(&mut figures.notes);
        notes.sort();
        notes.dedup();
        let Filled { table, dimensions, strata } = figures.fill()?;
        let fingerprint = fingerprint::of(&table, &dimensions, &strata);
        let source = format!("{source}, {}", axes::span(&table));
        Ok(Self { name, source, table, dimensions, strata, fingerprint, notes })
    }

    /// What the request calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is of, from where, and how far it reaches, in words.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The hazards.
    #[must_use]
    pub fn table(&self) -> &LifeTable {
        &self.table
    }

    /// The length of its year of age, days.
    #[must_use]
    pub fn days_per_year(&self) -> f64 {
        self.table.ages().days_per_year()
    }

    /// The columns that tell its strata apart.
    #[must_use]
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// SHA-256 of its content in hexadecimal: the same whichever format it was read from.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What a reader of results should know of how it was read.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Finds the strata of this many people; [`Locator::narrow`] it by each of the dimensions.
    #[must_use]
    pub fn locate(&self, people: usize) -> Locator<'_> {
        Locator::new(self, people)
    }
}

/// The files that a path names: one, or, where there is none of this name, those between its commas.
fn parts(path: &Path) -> Vec<PathBuf> {
    match path.to_str() {
        Some(names) if names.contains(',') && !path.exists() => {
            names.split(',').map(|name| name.trim().into()).collect()
        }
        _ => vec![path.to_owned()],
    }
}

fn figures_of(path: &Path, stated: Option<f64>) -> Result<Figures> {
    let year = |of_format| YearLength { stated, of_format };
    let Some(text) = text_format(path)? else { return tidy::figures(Columns::read(path)?, year(365.25)) };
    if let Some(header) = hmd::header(&text) {
        let (columns, notes) = hmd::columns(path, &text, header)?;
        let mut figures = tidy::figures(columns, year(365.2425))?;
        figures.notes.extend(notes);
        return Ok(figures);
    }
    rate_table::figures(path, &text, year(365.25))
}

/// The text of a file that is not a tidy table.
fn text_format(path: &Path) -> Result<Option<String>> {
    const ENOUGH: u64 = 2000;
    let io = |source: io::Error| Error::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.is_dir() {
        return Err(io(io::Error::new(io::ErrorKind::IsADirectory, "is a folder, expected a life table")));
    }
    let mut head = Vec::new();
    file.by_ref().take(ENOUGH).read_to_end(&mut head).map_err(io)?;
    let start = String::from_utf8_lossy(&head);
    if hmd::header(&start).is_none() && !rate_table::is_object(&start) {
        return Ok(None);
    }
    file.read_to_end(&mut head).map_err(io)?;
    let text = String::from_utf8(head).map_err(|_| unreadable(path, "it is not UTF-8 text; convert it".to_owned()))?;
    Ok(Some(text))
}

fn unreadable(path: &Path, problem: String) -> Error {
    Error::Unreadable { path: path.to_owned(), format: "a life table", problem }
}
