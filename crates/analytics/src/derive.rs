//! Derived variables beside the columns of a case file.
//!
//! A file is read in blocks of rows and written as it is read; the rules see some thousand rows at a time, on all threads.
//! What hangs on all tumors of a patient is derived first, over the whole file, since a patient's rows may be anywhere in it.

mod inputs;
mod on_the_fly;
mod patients;
mod plan;
mod provenance;
mod rows;
mod sink;
mod variable;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rules::{Algorithm, Context, Day, PATIENT_ID, Values};

use crate::error::{Error, Result};
use inputs::Inputs;
use patients::OfPatients;
use plan::{Plan, SourceColumns};
use rows::{Block, Rows};
use sink::{Encoded, Form, Names, Sink};

pub(crate) use on_the_fly::Deriving;
pub use plan::LeftOut;
pub(crate) use plan::is_read;
pub use provenance::{ColumnRead, Derivation, Derived, DerivedVariable};
pub use variable::{Variable, VariableInput, VariableTable};

/// Rows that the rules see at a time: few enough for a processor's cache.
const CHUNK: usize = 1 << 11;
/// The key of the provenance in a Parquet file's metadata.
const METADATA: &str = "caselake.derived";

/// Which variables of which file.
#[derive(Debug, Clone)]
pub struct DeriveRequest {
    /// The file, CSV or Parquet: a row a tumor, its columns called by NAACCR XML ids.
    pub input: PathBuf,
    /// From such an id to the file's own name for it.
    pub renames: BTreeMap<String, String>,
    /// `name`, `name@version`, or `all` for all that the file has the inputs of.
    pub variables: Vec<String>,
    /// The day that counts as today, days since 1970-01-01.
    pub today: i32,
    /// The last year of the study; `None` for the year before today's.
    pub cutoff_year: Option<i32>,
}

/// Where the rows go.
pub enum DeriveTo<'a> {
    /// A file, CSV or Parquet by its ending. It appears whole or not at all, in the place of one of that name.
    File(&'a Path),
    /// CSV into a stream.
    Stream(&'a mut dyn Write),
}

impl std::fmt::Debug for DeriveTo<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

impl DeriveRequest {
    /// Adds renames written as `name=theirs`.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] where one is not of this form.
    pub fn rename<'a>(mut self, renames: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        for rename in renames {
            let (name, theirs) = crate::case_file::parse_rename(rename)?;
            self.renames.insert(name.to_owned(), theirs.to_owned());
        }
        Ok(self)
    }

    fn context(&self) -> Context {
        let today = Day(self.today);
        Context { today, cutoff_year: self.cutoff_year.unwrap_or(today.year() - 1) }
    }
}

/// Derives variables. Equal files and requests give equal bytes.
///
/// # Errors
///
/// [`Error::UnknownVariable`] and [`Error::MissingInput`] for variables that cannot be derived, [`Error::Unwritable`] for a
/// file to write that is the one to read or has another ending, and the errors of reading and writing.
pub fn derive(request: &DeriveRequest, to: DeriveTo<'_>, progress: Option<&dyn Fn(u64)>) -> Result<Derived> {
    let form = match &to {
        DeriveTo::File(path) => {
            let same = |other: &Path| Some(path.canonicalize().ok()? == other.canonicalize().ok()?);
            if same(&request.input) == Some(true) {
                let problem = "is the file to read; write to another";
                return Err(Error::Unwritable { path: path.to_path_buf(), problem });
            }
            Form::of(path)?
        }
        DeriveTo::Stream(_) => Form::Csv { separator: b',' },
    };
    let work = Work::new(request, form)?;
    match to {
        DeriveTo::File(path) => sink::written_whole(path, |out| work.run(path, out, progress)),
        DeriveTo::Stream(out) => work.run(Path::new("standard output"), out, progress),
    }
}

/// Whether an algorithm is of whole patients.
fn spans(algorithm: &Algorithm) -> bool {
    algorithm.spans_patients()
}

/// What has been decided before a row is read.
struct Work<'r> {
    request: &'r DeriveRequest,
    form: Form,
    context: Context,
    rows: Rows,
    plan: Plan,
    inputs: Inputs,
    /// The inputs of the algorithms that look at all tumors of a patient, and the place among them of the patient's number;
    /// `None` where there are no such algorithms, or the file does not tell patients apart.
    of_patients: Option<(Inputs, usize)>,
    derivation: Derivation,
}

impl<'r> Work<'r> {
    fn new(request: &'r DeriveRequest, form: Form) -> Result<Self> {
        let mut rows = Rows::open(&request.input)?;
        let columns = rows.columns.clone();
        let source = SourceColumns { place: &rows.place.clone(), found: &columns, renames: &request.renames };
        source.check_renames()?;
        let plan = Plan::new(&request.variables, &source)?;
        let context = request.context();

        let patient = source.theirs(PATIENT_ID).filter(|_| plan.algorithms.iter().any(|algorithm| spans(algorithm)));
        let of = |plan: &Plan, whole: bool| {
            let pairs = plan.inputs(&source, |algorithm| (patient.is_some() && spans(algorithm)) == whole);
            Inputs::new(source.place, &pairs, &columns)
        };
        let inputs = of(&plan, false);
        let of_patients = patient.and_then(|_| {
            let inputs = of(&plan, true);
            let at = inputs.items().position(|item| item == PATIENT_ID)?;
            Some((inputs, at))
        });
        let mut derivation = Derivation::new(&plan, &source, &context, of_patients.is_some());
        derivation.earlier = rows.metadata(METADATA)?.and_then(|json| serde_json::from_str(&json).ok());
        Ok(Self { request, form, context, rows, plan, inputs, of_patients, derivation })
    }

    /// Reads, derives and writes every row.
    fn run(self, path: &Path, out: &mut dyn Write, progress: Option<&dyn Fn(u64)>) -> Result<Derived> {
        let Self { request, form, context, mut rows, plan, inputs, of_patients, derivation } = self;
        let io = |source: io::Error| Error::Io { path: path.to_owned(), source };
        let mut meter = Meter::new(&request.input, if of_patients.is_some() { 2.0 } else { 1.0 }, progress);
        let patients = match &of_patients {
            Some((inputs, at)) => {
                let rows = Rows::open(&request.input)?.only(&inputs.names());
                Some(OfPatients::derive(&plan, &context, inputs, *at, rows, &mut meter)?)
            }
            None => None,
        };
        meter.next_pass();

        let (place, columns) = (rows.place.clone(), rows.columns.clone());
        let derived: Vec<&str> = plan.columns.iter().map(|column| column.name.as_str()).collect();
        let names = Names { place: &place, kept: &columns, derived: &derived };
        let metadata = vec![(METADATA.to_owned(), derivation.to_json()?)];
        let mut sink = Sink::new(form, out, &names, metadata).map_err(io)?;
        let encoder = Encoder {
            plan: &plan,
            inputs: &inputs,
            context: &context,
            form,
            names: &names,
            patients: patients.as_ref(),
        };
        let (mut done, mut values) = (0, vec![0; derived.len()]);
        let mut block = rows.next()?;
        while let Some(current) = block {
            meter.see(rows.share());
            let (next, encoded) = rayon::join(|| rows.next(), || encoder.encode(&current, done));
            let (encoded, counts): (Vec<_>, Vec<_>) = encoded?.into_iter().unzip();
            sink.write(encoded).map_err(io)?;
            for counts in counts {
                values.iter_mut().zip(counts).for_each(|(all, these): (&mut u64, u64)| *all += these);
            }
            done += current.rows();
            block = next?;
        }
        sink.finish().map_err(io)?;
        let patients = patients.map(|patients| patients.patients);
        Ok(Derived::new(derivation, done as u64, patients, values, plan.left_out))
    }
}

/// What a block of rows is encoded with.
#[derive(Clone, Copy)]
struct Encoder<'a> {
    plan: &'a Plan,
    inputs: &'a Inputs,
    context: &'a Context,
    form: Form,
    names: &'a Names<'a>,
    /// The answers of algorithms that look at all tumors of a patient, where they have been derived before.
    patients: Option<&'a OfPatients>,
}

impl Encoder<'_> {
    /// The rows chunk by chunk as they are written, and how many values each derived column has.
    fn encode(&self, block: &Block, first: usize) -> Result<Vec<(Encoded, Vec<u64>)>> {
        let starts: Vec<usize> = (0..block.rows().max(1)).step_by(CHUNK).collect();
        let chunk = |start: usize| self.encode_chunk(block, start..block.rows().min(start + CHUNK), first);
        starts.into_par_iter().map(chunk).collect()
    }

    fn encode_chunk(&self, block: &Block, rows: Range<usize>, first: usize) -> Result<(Encoded, Vec<u64>)> {
        let part = block.part(rows.clone());
        let texts = self.inputs.texts(&part)?;
        let records = self.inputs.records(part.rows(), &texts);
        let here = |algorithm: &Algorithm| self.patients.is_none() || !spans(algorithm);
        let mut answers = self.plan.run(&records, self.context, here)?;
        if let Some(patients) = self.patients {
            let in_file = first + rows.start..first + rows.end;
            let all = answers.iter_mut().zip(&self.plan.algorithms).enumerate();
            all.filter(|(_, (_, algorithm))| spans(algorithm))
                .for_each(|(at, (answers, _))| *answers = patients.values(at, &in_file));
        }
        let none = Values::Numbers(vec![None; part.rows()]);
        let values: Vec<&Values> = (self.plan.columns.iter())
            .map(|column| answers.get(column.algorithm).and_then(|answers| answers.get(column.at)).unwrap_or(&none))
            .collect();
        let counts = values.iter().map(|values| count(values)).collect();
        Ok((self.form.encode(&part, &values, self.names)?, counts))
    }
}

/// How many rows have a value.
fn count(values: &Values) -> u64 {
    match values {
        Values::Codes(codes) => codes.iter().flatten().count() as u64,
        Values::Numbers(numbers) => numbers.iter().flatten().count() as u64,
    }
}

/// Tells how many bytes of the file are behind, over all passes.
struct Meter<'p> {
    bytes: f64,
    passes: f64,
    behind: f64,
    told: u64,
    tell: Option<&'p dyn Fn(u64)>,
}

impl<'p> Meter<'p> {
    fn new(path: &Path, passes: f64, tell: Option<&'p dyn Fn(u64)>) -> Self {
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len()) as f64;
        Self { bytes, passes, behind: 0.0, told: 0, tell }
    }

    /// So much of this pass is done.
    fn see(&mut self, share: f64) {
        let now = ((self.behind + share) / self.passes * self.bytes) as u64;
        if let Some(tell) = self.tell {
            tell(now.saturating_sub(self.told));
        }
        self.told = self.told.max(now);
    }

    fn next_pass(&mut self) {
        self.behind = self.passes - 1.0;
    }
}
