//! Out of the warehouse again: a submission, or a facility's current abstracts, as a file; and the bytes received.
//!
//! Each of these opens the vault, and is on record in the audit log before it does.

mod read_back;
mod scope;

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use naaccr::{Dictionary, Header, LostItem, Patient, RecordType, Retarget, SpecVersion, UserDictionary, Version};
use warehouse::{Purpose, Snapshot, Vault, Warehouse};

use crate::audit::Auditor;
use crate::error::{Error, Result};
use crate::output::{Losses, Output, OutputFormat};
use crate::receipt::Receipt;
use crate::submission_row::receipts;
use read_back::ReadBack;
use scope::{Selection, selections};

/// Whose records are exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportScope {
    /// What a submission brought: accepted records, those without a usable key, and those that the file holds twice.
    /// Records that the facility had sent before are with the submission that brought them.
    Submission(String),
    /// The newest version of each abstract of a facility.
    Facility(String),
}

impl ExportScope {
    fn describe(&self) -> String {
        match self {
            Self::Submission(id) => format!("submission {id}"),
            Self::Facility(id) => format!("facility {id}"),
        }
    }
}

/// How records are exported.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// Who does it, for the audit log.
    pub who: String,
    /// Why, for the audit log.
    pub why: String,
    /// The time.
    pub now: Timestamp,
    /// The version to write; that of the submission, or the newest of several, where `None`.
    pub version: Option<Version>,
    /// The record type to write; that of the submission, or the fullest of several, where `None`.
    pub record_type: Option<RecordType>,
    /// User dictionaries at hand. Without them, items of users are written under their ids alone.
    pub user_dictionaries: Vec<Arc<UserDictionary>>,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Patients written.
    pub patients: u64,
    /// Tumors written.
    pub tumors: u64,
    /// Items that the written version or record type lacks.
    pub lost: Vec<LostItem>,
    /// Values that the written format cannot hold.
    pub losses: Losses,
}

/// Writes records to a file, in the format and packing that its name says: `.xml` or fixed-width `.txt`.
///
/// # Errors
/// An unknown submission, a facility without records, a version that the format lacks, a full disk, or an audit log
/// that cannot be written.
pub fn export(
    warehouse: &Warehouse,
    snapshot: &Arc<Snapshot>,
    scope: &ExportScope,
    to: &Path,
    options: &ExportOptions,
) -> Result<Exported> {
    let format = OutputFormat::of(to)?;
    if format.needs_columns() {
        return Err(Error::OutputName { file: to.display().to_string() });
    }
    let selections = selections(snapshot, scope)?;
    let vault = open_vault(warehouse, snapshot, &scope.describe(), options)?;
    let target = target(&selections, options)?;
    let mut exported = Exported { patients: 0, tumors: 0, lost: Vec::new(), losses: Losses::default() };
    let mut output: Option<Output> = None;
    let mut out = Patient::new();
    for selection in &selections {
        let dictionary = dictionary(&selection.receipt, &options.user_dictionaries)?;
        let mut retarget = Retarget::new(&dictionary, &target);
        let read_back = ReadBack::new(snapshot, &vault, &dictionary, selection)?;
        let output = match &mut output {
            Some(output) => output,
            None => {
                let header = header(&selection.receipt, &target, read_back.root_items()?, &mut retarget);
                output.insert(Output::create(to, format, &header, &target, &[])?)
            }
        };
        read_back.for_each(|patient| {
            retarget.patient(patient, &mut out);
            exported.patients += 1;
            exported.tumors += out.tumor_count() as u64;
            output.patient(&out)
        })?;
        exported.lost.extend(retarget.lost());
    }
    exported.losses = output.map(Output::finish).transpose()?.unwrap_or_default();
    Ok(exported)
}

/// Writes the bytes of a file as they were received. `sha256` is their hash, 64 hexadecimal digits.
///
/// # Errors
/// Bytes that the snapshot does not have or that are damaged; a full disk.
pub fn restore_raw(
    warehouse: &Warehouse,
    snapshot: &Arc<Snapshot>,
    sha256: &str,
    to: &mut dyn io::Write,
    options: &ExportOptions,
) -> Result<u64> {
    let vault = open_vault(warehouse, snapshot, &format!("received file {sha256}"), options)?;
    let mut bytes: Box<dyn Read> = Box::new(vault.read_raw(sha256)?);
    io::copy(&mut bytes, to).map_err(|source| Error::Write { file: format!("received file {sha256}"), source })
}

fn open_vault(warehouse: &Warehouse, snapshot: &Arc<Snapshot>, scope: &str, options: &ExportOptions) -> Result<Vault> {
    let purpose = Purpose { who: &options.who, why: &options.why, scope };
    Ok(warehouse.vault(snapshot, &Auditor::new(warehouse, options.now), &purpose)?)
}

/// The dictionary that a submission was read with.
fn dictionary(receipt: &Receipt, user: &[Arc<UserDictionary>]) -> Result<Dictionary> {
    let (version, record_type) = kind(receipt)?;
    let named = |dictionary: &&Arc<UserDictionary>| receipt.dictionaries.contains(&dictionary.uri);
    let user: Vec<_> = user.iter().filter(named).cloned().collect();
    Dictionary::new(version, record_type, &user).map_err(|error| Error::reading(&receipt.file, error))
}

fn target(selections: &[Selection], options: &ExportOptions) -> Result<Dictionary> {
    let kinds = selections.iter().map(|selection| kind(&selection.receipt)).collect::<Result<Vec<_>>>()?;
    let version = options.version.or_else(|| kinds.iter().map(|(version, _)| *version).max());
    // In the order of the standard, the fullest record type comes first.
    let record_type = options.record_type.or_else(|| kinds.iter().map(|(_, record_type)| *record_type).min());
    let (Some(version), Some(record_type)) = (version, record_type) else {
        return Err(Error::Internal { what: "an export of nothing" });
    };
    let receipts = selections.iter().map(|selection| &selection.receipt);
    let named: Vec<&String> = receipts.flat_map(|receipt| &receipt.dictionaries).collect();
    let user = options.user_dictionaries.iter().filter(|dictionary| named.contains(&&dictionary.uri));
    Dictionary::new(version, record_type, &user.cloned().collect::<Vec<_>>()).map_err(|error| Error::reading("", error))
}

fn header(receipt: &Receipt, target: &Dictionary, items: Vec<naaccr::RootItem>, retarget: &mut Retarget) -> Header {
    let mut header = Header::new(target.version(), target.record_type());
    header.items = items;
    header.items = retarget.root_items(&header);
    header.spec_version = SpecVersion::parse(&receipt.specification).unwrap_or(SpecVersion::NEWEST);
    if receipt.format != "xml" {
        header.spec_version = SpecVersion::NEWEST;
    }
    header.time_generated.clone_from(&receipt.time_generated);
    header.user_dictionary_uris.clone_from(&receipt.dictionaries);
    header
}

fn kind(receipt: &Receipt) -> Result<(Version, RecordType)> {
    let version = receipt.naaccr_version.parse().ok().and_then(Version::from_number);
    version
        .zip(RecordType::from_letter(&receipt.record_type))
        .ok_or(Error::Internal { what: "a receipt of an unknown version or record type" })
}

/// The receipt of a submission.
fn receipt_of(snapshot: &Snapshot, submission_id: &str) -> Result<Receipt> {
    let found = receipts(snapshot)?.into_iter().find(|receipt| receipt.submission_id == submission_id);
    found.ok_or_else(|| Error::UnknownSubmission { submission: submission_id.to_owned() })
}
