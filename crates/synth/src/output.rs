//! Files of a run: one a facility, and a list of them.

use std::io::Write;

use naaccr::flat::{FlatWriter, ZeroPadding};
use naaccr::{Patient, XmlWriter, XmlWriterOptions};

use crate::{Error, Facility, Generator, PatientTruth, TruthWriter};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// NAACCR XML.
    Xml,
    /// Fixed columns, versions 140 to 180.
    Flat,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Patients.
    pub patients: u64,
    /// Tumors, that is, abstracts.
    pub tumors: u64,
    /// Items of patients and tumors.
    pub items: u64,
}

/// The name of a facility's file, e.g. `facility-0001-ca.xml`.
#[must_use]
pub fn file_name(facility: &Facility, format: FileFormat) -> String {
    let extension = match format {
        FileFormat::Xml => "xml",
        FileFormat::Flat => "txt",
    };
    format!("facility-{:04}-{}.{extension}", facility.index + 1, facility.state.to_ascii_lowercase())
}

/// Writes the file of a facility (best buffered), and what is true of it where `truth` is given.
///
/// # Errors
/// [`Error::NoFacility`], [`Error::NoFixedColumns`], bytes that cannot be written.
pub fn write_facility_file<W: Write, T: Write>(
    generator: &Generator,
    facility: usize,
    format: FileFormat,
    out: W,
    mut truth: Option<&mut TruthWriter<T>>,
) -> Result<Written, Error> {
    let header = generator.header(facility)?;
    let dictionary = generator.dictionary();
    let id = &generator.facility(facility)?.id;
    let mut records = generator.records(facility)?;
    let (mut patient, mut told, mut written) = (Patient::new(), PatientTruth::default(), Written::default());
    let mut write_all = |write: &mut dyn FnMut(&Patient) -> Result<(), Error>| -> Result<(), Error> {
        while records.next_patient(&mut patient, &mut told) {
            written.patients += 1;
            written.tumors += patient.tumor_count() as u64;
            written.items += patient.item_count() as u64;
            write(&patient)?;
            if let Some(truth) = truth.as_deref_mut() {
                truth.write(id, &told)?;
            }
        }
        Ok(())
    };
    match format {
        FileFormat::Xml => {
            let mut writer = XmlWriter::new(out, &header, dictionary, XmlWriterOptions::default())?;
            write_all(&mut |patient| Ok(writer.write_patient(patient)?))?;
            writer.finish()?;
        }
        FileFormat::Flat => {
            let version = generator.spec().version;
            if !version.has_fixed_columns() {
                return Err(Error::NoFixedColumns(version));
            }
            let mut writer = FlatWriter::new(out, &header, dictionary, ZeroPadding::default())?;
            write_all(&mut |patient| Ok(writer.write_patient(patient)?))?;
            writer.finish()?;
        }
    }
    Ok(written)
}

/// Writes `facilities.csv`: each facility with its file.
///
/// # Errors
/// Bytes that cannot be written.
pub fn write_facility_list(generator: &Generator, format: FileFormat, mut out: impl Write) -> Result<(), Error> {
    writeln!(out, "file,facility_id,name,state,city,tumors")?;
    for facility in generator.facilities() {
        let Facility { id, name, state, city, tumors, .. } = facility;
        writeln!(out, "{},{id},{name},{state},{},{tumors}", file_name(facility, format), city.name)?;
    }
    out.flush()?;
    Ok(())
}
