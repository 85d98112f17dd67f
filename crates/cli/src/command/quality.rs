//! `caselake quality`.

mod sheets;

use std::path::PathBuf;

use analytics::Source;
use analytics::quality::{Place, Quality as Answer, QualityRequest, QualitySource, Verdict as Standing, measure};
use clap::Args;
use warehouse::{AsOf, Snapshot, Table, Warehouse};

use crate::command::opening::{Asked, Key};
use crate::command::survival::{cases_of, command_line, parse_day};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::{Format, Output};

/// How complete, correct and timely the records of a diagnosis year are, beside the thresholds of NAACCR (gold, silver),
/// NPCR (national: National Data Quality Standard, advanced: Advanced National Data Quality Standard), USCS (publication) and the
/// Commission on Cancer (accreditation; of one facility).
///
/// Each figure is compared as the fraction that it is, by its threshold's own operator; nothing is rounded first. Exit code 1: a level
/// named with --require is not met, or not everything that it asks for can be told here.
#[derive(Debug, Args)]
pub(crate) struct Quality {
    /// A file with a row a tumor, CSV or Parquet, whose columns have the NAACCR XML ids of the items
    #[arg(long, value_name = "FILE", required_unless_present = "warehouse")]
    cases: Option<PathBuf>,
    /// A warehouse's folder
    #[arg(long, value_name = "DIR", conflicts_with = "cases")]
    warehouse: Option<PathBuf>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    asked: Asked,
    /// What the file calls an item
    #[arg(long = "column", value_name = "ID=THEIRS")]
    columns: Vec<String>,

    /// The year of diagnosis
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1800..=2099))]
    year: i32,
    /// Records that this facility reported
    #[arg(long, value_name = "ID")]
    facility: Option<String>,
    /// Records of this state's residents at diagnosis, by its two letters
    #[arg(long, value_name = "XX", conflicts_with = "facility", value_parser = parse_state)]
    state: Option<String>,
    /// Which of them, such as "behaviorCodeIcdO3 = 3"
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    /// How many cases were to be expected: a CSV file with the columns year and expected
    #[arg(long, value_name = "FILE")]
    expected: Option<PathBuf>,
    /// The day on which the data are handed in, from which follow-up looks back; without it, the snapshot's
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    on: Option<i32>,
    /// The reference date: cases diagnosed from then on are to be followed
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    reference_date: Option<i32>,
    /// Another snapshot, whose figures stand beside, with the records added and corrected since
    #[arg(long, value_name = "NUMBER|NAME|TIME", requires = "warehouse")]
    compare_with: Option<AsOf>,
    /// Answer "no", exit code 1, where this level is not met
    #[arg(long, value_name = "LEVEL,...", value_delimiter = ',', value_parser = LEVELS)]
    require: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// The levels of all standards.
const LEVELS: [&str; 6] = ["gold", "silver", "national", "advanced", "publication", "accreditation"];

fn parse_state(text: &str) -> Result<String, String> {
    match text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        true => Ok(text.to_ascii_uppercase()),
        false => Err(format!("expected the two letters of a state, such as IL, found {text}")),
    }
}

impl Quality {
    pub(crate) fn run(self) -> Outcome {
        let answer = measure(&self.request()?)?;
        let sheet = match self.output.format() {
            Format::Table => sheets::to_read(&answer),
            Format::Json | Format::Csv | Format::Parquet => sheets::tidy(&answer),
        };
        self.output.answer(&sheet, || &answer)?;
        Ok(self.verdict(&answer))
    }

    /// Whether every level that is required is met.
    fn verdict(&self, answer: &Answer) -> Verdict {
        let is_met = |required: &String| {
            answer.levels.iter().any(|level| level.level == required && level.verdict == Standing::Met)
        };
        if self.require.iter().all(is_met) { Verdict::Done } else { Verdict::No }
    }

    fn request(&self) -> Result<QualityRequest, Failure> {
        let (source, compare_with) = self.sources()?;
        Ok(QualityRequest {
            place: match (&self.facility, &self.state) {
                (Some(facility), _) => Place::Facility(facility.clone()),
                (None, Some(state)) => Place::State(state.clone()),
                (None, None) => Place::Everything,
            },
            filter: self.filter.clone(),
            on: self.on,
            reference_date: self.reference_date,
            expected: self.expected.clone(),
            compare_with,
            command: command_line(),
            ..QualityRequest::new(source, self.year)
        })
    }

    /// The records, and those to compare with.
    fn sources(&self) -> Result<(QualitySource, Option<QualitySource>), Failure> {
        if let Some(path) = &self.cases {
            return Ok((QualitySource::cases(path, self.columns.iter().map(String::as_str))?, None));
        }
        let folder = self.warehouse.as_deref().ok_or_else(|| Failure::new("name --cases FILE or --warehouse DIR"))?;
        let warehouse = Warehouse::open(folder, self.key.source())?;
        let source = |as_of: &AsOf| records_of(&*warehouse.snapshot(as_of)?);
        Ok((source(&self.asked.as_of)?, self.compare_with.as_ref().map(source).transpose()?))
    }
}

/// A snapshot's tables, as quality wants them.
fn records_of(snapshot: &Snapshot) -> Result<QualitySource, Failure> {
    let Source::Snapshot(files) = cases_of(snapshot)? else {
        return Err(Failure::new("internal error: a snapshot has no tables; please report it"));
    };
    let day = snapshot.time().as_second().div_euclid(24 * 60 * 60);
    Ok(QualitySource::Snapshot {
        files,
        findings: snapshot.table(Table::Findings)?.paths(),
        day: i32::try_from(day).unwrap_or(i32::MAX),
    })
}
