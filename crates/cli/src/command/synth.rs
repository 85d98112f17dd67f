//! `caselake synth`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use naaccr::{RecordType, Version};
use serde_json::json;
use synth::{Facility, FileFormat, Generator, SynthSpec, TRUTH_FILES, TruthWriter, Written};
use warehouse::Warehouse;

use crate::command::bulk;
use crate::command::opening::Key;
use crate::command::side_by_side::side_by_side;
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::Output;
use crate::progress::Progress;
use crate::sheet::{Cell, Sheet};

/// Write synthetic NAACCR files with known truth; nobody in them exists.
///
/// The same numbers and seed give the same bytes on every machine.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("where to").required(true))]
pub(crate) struct Synth {
    /// Primaries that occur; one that a second facility reports again is one primary and two abstracts
    #[arg(long, default_value_t = 10_000)]
    tumors: u64,
    /// Facilities, at least as many as states; a file each
    #[arg(long, default_value_t = 3)]
    facilities: u32,
    /// States, the largest first
    #[arg(long, default_value_t = 1)]
    states: u32,
    /// Everything follows from it
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Version of the standard: 140 to 260
    #[arg(long, value_name = "VERSION", default_value = "250", value_parser = parse_version)]
    naaccr_version: Version,
    /// Record type: I (incidence), A (full abstract, with names and text), M or C
    #[arg(long = "type", value_name = "TYPE", default_value = "I", value_parser = parse_record_type)]
    record_type: RecordType,
    /// Fixed-width files instead of XML; versions 140 to 180
    #[arg(long)]
    flat: bool,
    /// Fill every item that the version and record type have
    #[arg(long)]
    all_items: bool,
    /// Also write a file of deaths, for death clearance (with --out)
    #[arg(long, requires = "out_folder")]
    deaths: bool,
    /// Also write what is true: truth.csv, tumors.csv, planted.csv (with --out)
    #[arg(long, requires = "out_folder")]
    truth: bool,
    /// Share of abstracts that get one planted error
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    errors: f64,
    /// The folder to write to
    #[arg(long = "out", id = "out_folder", value_name = "DIR", group = "where to")]
    out: Option<PathBuf>,
    /// The warehouse to load straight into, for benchmarks too big for files
    #[arg(long, value_name = "WAREHOUSE", group = "where to", conflicts_with = "flat")]
    into: Option<PathBuf>,
    #[command(flatten)]
    key: Key,
    /// Show nothing
    #[arg(long, short)]
    quiet: bool,
}

pub(crate) fn parse_version(text: &str) -> Result<Version, String> {
    let known = || Version::ALL.map(|version| version.to_string()).join(", ");
    let number = text.parse().ok().map(|number: u16| if number < 100 { number * 10 } else { number });
    number.and_then(Version::from_number).ok_or_else(|| format!("expected one of {}", known()))
}

pub(crate) fn parse_record_type(text: &str) -> Result<RecordType, String> {
    RecordType::from_letter(text).ok_or_else(|| "expected A, M, C or I".to_owned())
}

impl Synth {
    pub(crate) fn run(self) -> Outcome {
        let generator = Generator::new(&self.spec())?;
        let made = match (&self.out, &self.into) {
            (Some(folder), _) => Files { folder, generator: &generator, format: self.format(), truth: self.truth }
                .write(&Progress::over_count(self.facilities.into(), "writing files", self.quiet))?,
            (None, Some(folder)) => self.load(&generator, folder)?,
            (None, None) => return Err(Failure::new("name --out DIR or --into WAREHOUSE")),
        };
        if let (Some(folder), true) = (&self.out, self.deaths) {
            write_deaths(&generator, folder, self.truth)?;
        }
        self.answer(&made)
    }

    fn spec(&self) -> SynthSpec {
        SynthSpec {
            tumors: self.tumors,
            facilities: self.facilities,
            states: self.states,
            seed: self.seed,
            version: self.naaccr_version,
            record_type: self.record_type,
            all_items: self.all_items,
            errors_share: self.errors,
            fixed_columns: self.flat,
            ..SynthSpec::default()
        }
    }

    fn format(&self) -> FileFormat {
        if self.flat { FileFormat::Flat } else { FileFormat::Xml }
    }

    fn answer(&self, made: &Written) -> Outcome {
        let output = Output { format: None, out: None, quiet: self.quiet };
        let mut sheet = Sheet::new(["facilities", "patients", "abstracts", "items"]);
        let counts = [u64::from(self.facilities), made.patients, made.tumors, made.items];
        sheet.push(counts.map(Cell::count));
        output.answer(&sheet, || json!(counts))?;
        Ok(Verdict::Done)
    }

    fn load(&self, generator: &Generator, folder: &Path) -> Result<Written, Failure> {
        let warehouse = Warehouse::open(folder, self.key.source())?;
        bulk::load(&warehouse, generator, &Progress::over_count(self.facilities.into(), "loading", self.quiet))
    }
}

/// The files of a run.
pub(crate) struct Files<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) generator: &'a Generator,
    pub(crate) format: FileFormat,
    pub(crate) truth: bool,
}

impl Files<'_> {
    /// Writes a file a facility.
    pub(crate) fn write(&self, progress: &Progress) -> Result<Written, Failure> {
        fs::create_dir_all(self.folder).map_err(|error| failed(self.folder, &error))?;
        let made = side_by_side(self.generator.facilities(), |facility| {
            let written = self.write_facility(facility);
            progress.advance(1);
            written
        })?;
        let list = self.folder.join("facilities.csv");
        synth::write_facility_list(self.generator, self.format, create(&list)?)?;
        if self.truth {
            self.join_truth()?;
        }
        Ok(made)
    }

    fn write_facility(&self, facility: &Facility) -> Result<Written, Failure> {
        let index = facility.index;
        let path = self.folder.join(synth::file_name(facility, self.format));
        let mut out = create(&path)?;
        let mut truth = self.truth.then(|| self.truth_part(index)).transpose()?;
        let written = synth::write_facility_file(self.generator, index, self.format, &mut out, truth.as_mut())?;
        out.flush().map_err(|error| failed(&path, &error))?;
        if let Some(truth) = truth {
            truth.finish()?;
        }
        Ok(written)
    }

    /// What is true of one facility goes to files of its own first: facilities are written side by side.
    fn truth_part(&self, facility: usize) -> Result<TruthWriter<BufWriter<File>>, Failure> {
        let [abstracts, planted, tumors] = TRUTH_FILES.map(|name| create(&self.part(name, facility)));
        Ok(TruthWriter::new(abstracts?, planted?, tumors?))
    }

    fn part(&self, name: &str, facility: usize) -> PathBuf {
        self.folder.join(format!("{name}.{facility}"))
    }

    fn join_truth(&self) -> Result<(), Failure> {
        for (name, header) in TRUTH_FILES.into_iter().zip(synth::TRUTH_HEADERS) {
            let path = self.folder.join(name);
            let mut out = create(&path)?;
            let mut join = || -> io::Result<()> {
                writeln!(out, "{header}")?;
                for facility in 0..self.generator.facilities().len() {
                    let part = self.part(name, facility);
                    io::copy(&mut File::open(&part)?, &mut out)?;
                    fs::remove_file(part)?;
                }
                out.flush()
            };
            join().map_err(|error| failed(&path, &error))?;
        }
        Ok(())
    }
}

fn write_deaths(generator: &Generator, folder: &Path, with_truth: bool) -> Result<(), Failure> {
    let (path, truth_path) = (folder.join("deaths.csv"), folder.join("deaths-truth.csv"));
    let mut out = create(&path)?;
    let mut truth = with_truth.then(|| create(&truth_path)).transpose()?;
    writeln!(out, "{}", synth::DEATHS_HEADER).map_err(|error| failed(&path, &error))?;
    if let Some(truth) = &mut truth {
        writeln!(truth, "{}", synth::DEATHS_TRUTH_HEADER).map_err(|error| failed(&truth_path, &error))?;
    }
    for facility in generator.facilities() {
        let truth = truth.as_mut().map(|truth| truth as &mut dyn Write);
        synth::write_deaths(generator, facility.index, &mut out, truth)?;
    }
    out.flush().map_err(|error| failed(&path, &error))?;
    truth.map_or(Ok(()), |mut truth| truth.flush()).map_err(|error| failed(&truth_path, &error))
}

fn create(path: &Path) -> Result<BufWriter<File>, Failure> {
    let file = File::create(path).map_err(|error| failed(path, &error))?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format_args!("{}: cannot be written: {error}", path.display()))
}
