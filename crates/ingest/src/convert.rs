//! From one file format to another: NAACCR XML, fixed-width, delimited text and Parquet, plain or packed.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use naaccr::delimited::{self, Mapping};
use naaccr::{
    Dictionary, Header, LostItem, OnBrokenPatient, Patient, Patients, ReadOptions, RecordType, Retarget, Slot,
    SpecVersion, Version,
};

use crate::container::{self, FileFormat, Member, sniff};
use crate::error::{Error, Result};
use crate::mapping::draft;
use crate::open;
use crate::output::{Losses, Output, OutputFormat};
use crate::parquet_input;

/// How a file is converted.
#[derive(Debug, Clone)]
pub struct ConvertOptions {
    /// How the file is read. A patient that cannot be read is an error, whatever this says: nothing is dropped unsaid.
    pub read: ReadOptions,
    /// The version to write; the one read where `None`.
    pub version: Option<Version>,
    /// The record type to write; the one read where `None`.
    pub record_type: Option<RecordType>,
    /// What the columns of delimited text or Parquet mean; where `None`, columns are called after their items.
    pub map: Option<Arc<Mapping>>,
}

impl Default for ConvertOptions {
    fn default() -> Self {
        Self { read: ReadOptions::lenient(), version: None, record_type: None, map: None }
    }
}

/// What was converted, and what was lost on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Patients written.
    pub patients: u64,
    /// Tumors written.
    pub tumors: u64,
    /// The version written.
    pub version: Version,
    /// The record type written.
    pub record_type: RecordType,
    /// Items that the written version or record type lacks.
    pub lost: Vec<LostItem>,
    /// Values that the written format cannot hold.
    pub losses: Losses,
    /// Columns of the input that are no item.
    pub unmatched_columns: Vec<String>,
}

/// Converts `from`, one data file, to `to`, in the format and packing that its name says.
///
/// # Errors
/// A file that cannot be read to its end, several data files in a zip, a name that says no format, and a version that
/// the format does not have. Nothing is written under the new name then.
pub fn convert(from: &Path, to: &Path, options: &ConvertOptions) -> Result<Conversion> {
    let format = OutputFormat::of(to)?;
    let mut reading = Reading { from, options, unmatched: Vec::new() };
    let columns = if format.needs_columns() { reading.columns()? } else { Vec::new() };
    let mut conversion = None;
    reading.each(&mut |member, reading| {
        if conversion.is_some() {
            return Err(Error::SeveralFiles { file: from.display().to_string() });
        }
        conversion = Some(write(reading, member, to, format, &columns)?);
        Ok(())
    })?;
    let conversion = conversion.ok_or_else(|| Error::Empty { file: from.display().to_string() })?;
    Ok(Conversion { unmatched_columns: reading.unmatched, ..conversion })
}

fn write(
    reading: &mut Reading<'_>,
    member: Member<'_>,
    to: &Path,
    format: OutputFormat,
    columns: &[Slot],
) -> Result<Conversion> {
    let file = member.name.clone();
    let failed = |error| Error::reading(&file, error);
    let opened = reading.open(member)?;
    let rules = Arc::clone(&opened.format);
    let target = reading.target(rules.header())?;
    let mut retarget = Retarget::new(rules.dictionary(), &target);
    let header = reading.header(rules.header(), &target, &mut retarget);
    let mut output = Output::create(to, format, &header, &target, columns)?;
    let mut conversion = Conversion {
        patients: 0,
        tumors: 0,
        version: target.version(),
        record_type: target.record_type(),
        lost: Vec::new(),
        losses: Losses::default(),
        unmatched_columns: Vec::new(),
    };
    let mut out = Patient::new();
    let mut written = Ok(());
    let mut findings = Vec::new();
    Patients::new(opened)
        .for_each(&mut findings, |patient| {
            let Some(patient) = patient.filter(|_| written.is_ok()) else { return };
            retarget.patient(patient, &mut out);
            conversion.patients += 1;
            conversion.tumors += out.tumor_count() as u64;
            written = output.patient(&out);
        })
        .map_err(failed)?;
    written?;
    conversion.losses = output.finish()?;
    conversion.lost = retarget.lost();
    Ok(conversion)
}

/// The file that is converted.
struct Reading<'a> {
    from: &'a Path,
    options: &'a ConvertOptions,
    unmatched: Vec<String>,
}

impl Reading<'_> {
    fn each(&mut self, each: &mut dyn FnMut(Member<'_>, &mut Self) -> Result<()>) -> Result<()> {
        container::for_each_member(self.from, |member| each(member, self))
    }

    fn open<'m>(&mut self, member: Member<'m>) -> Result<naaccr::Opened<'m>> {
        let file = member.name.clone();
        let read = ReadOptions { on_broken_patient: OnBrokenPatient::Stop, ..self.options.read.clone() };
        let content = member.content(())?;
        if parquet_input::is_parquet(&content.head) {
            let map = self.map(&file, &mut parquet_input::as_text(self.from)?)?;
            return open::open_delimited(&file, parquet_input::as_text(self.from)?, &map, &read);
        }
        let format = sniff(&file, &content.head)?;
        if format == FileFormat::Delimited {
            let map = self.map(&file, &mut content.head.as_slice())?;
            return open::open_delimited(&file, content.into_reader(), &map, &read);
        }
        open::open(&file, content, format, &read, None)
    }

    /// The map given, or one that takes columns to be called after their items.
    fn map(&mut self, file: &str, beginning: &mut (dyn Read + Send)) -> Result<Arc<Mapping>> {
        if let Some(map) = &self.options.map {
            return Ok(Arc::clone(map));
        }
        let preview = delimited::preview(beginning, None).map_err(|error| Error::reading(file, error))?;
        let version = preview.version.or(self.options.version).unwrap_or(Version::NEWEST);
        let record_type = preview.record_type.or(self.options.record_type).unwrap_or(RecordType::Abstract);
        let draft = draft(&preview.headers, version, record_type)?;
        self.unmatched = draft.unmatched;
        Ok(Arc::new(draft.mapping))
    }

    fn target(&self, header: &Header) -> Result<Dictionary> {
        let version = self.options.version.unwrap_or(header.version);
        let record_type = self.options.record_type.unwrap_or(header.record_type);
        let named = |uri: &str| header.user_dictionary_uris.iter().any(|known| known == uri);
        let user = self.options.read.user_dictionaries.iter();
        let user: Vec<_> = user.filter(|dictionary| named(&dictionary.uri)).cloned().collect();
        Dictionary::new(version, record_type, &user)
            .map_err(|error| Error::reading(&self.from.display().to_string(), error))
    }

    fn header(&self, header: &Header, target: &Dictionary, retarget: &mut Retarget) -> Header {
        Header {
            version: target.version(),
            record_type: target.record_type(),
            spec_version: header.spec_version.max(SpecVersion::NEWEST),
            items: retarget.root_items(header),
            ..header.clone()
        }
    }

    /// The items that the file holds, in the order of the dictionary that is written with.
    fn columns(&mut self) -> Result<Vec<Slot>> {
        let mut columns = BTreeSet::new();
        self.each(&mut |member, reading| {
            let file = member.name.clone();
            let opened = reading.open(member)?;
            let rules = Arc::clone(&opened.format);
            let target = reading.target(rules.header())?;
            let retarget = Retarget::new(rules.dictionary(), &target);
            let mut add = |slot: Option<Slot>| columns.extend(slot.and_then(|slot| retarget.slot(slot)));
            rules.header().items.iter().for_each(|item| add(item.slot));
            let mut findings = Vec::new();
            Patients::new(opened)
                .for_each(&mut findings, |patient| {
                    let Some(patient) = patient else { return };
                    let tumors = patient.tumors().flat_map(|tumor| tumor.items());
                    patient.items().chain(tumors).for_each(|item| add(item.slot));
                })
                .map_err(|error| Error::reading(&file, error))
        })?;
        Ok(columns.into_iter().collect())
    }
}
