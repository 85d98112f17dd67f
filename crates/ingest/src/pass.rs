//! Reads a submission once, from its first byte to files that wait for a commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use arrow::array::{Int32Array, Int64Array};
use naaccr::{Dictionary, Header, Level, RootItem, canonical_items};
use warehouse::{RawFile, Table, VaultFile, Writer};

use crate::classify::Record;
use crate::container::{Member, sniff};
use crate::crew::{available_threads, with_crew};
use crate::error::{Error, Result};
use crate::examine::{Examiner, Questions};
use crate::findings::{Findings, Part};
use crate::intake::{Desk, Intake, Keep, Staged, SubmitLane, Tally};
use crate::keys::KeyMaker;
use crate::open;
use crate::pipeline::{Lanes, lane_count};
use crate::raw_copy::{RawStore, RawTap};
use crate::records::{Batch, MapColumn, Origin, Plan, prefix};
use crate::submit::SubmitOptions;

/// What to read, and how.
pub(crate) struct PassRequest<'a> {
    pub(crate) writer: &'a Writer,
    pub(crate) facility_id: &'a str,
    pub(crate) submission_id: &'a str,
    pub(crate) keep: Keep<'a>,
    /// Whether the bytes are copied to the raw store.
    pub(crate) keep_raw: bool,
    pub(crate) options: &'a SubmitOptions<'a>,
}

/// Where the records came from.
pub(crate) struct Origins {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) format: &'static str,
    pub(crate) replaced_bytes: u64,
}

/// What a reading found and wrote.
pub(crate) struct Pass {
    pub(crate) origins: Origins,
    pub(crate) header: Header,
    pub(crate) tally: Tally,
    /// Records with a usable key, in the order of the file.
    pub(crate) records: Vec<Record>,
    pub(crate) staged: Staged,
    pub(crate) raw: Option<RawFile>,
    /// Root items that analysis may see, by canonical id.
    pub(crate) root_items: Vec<(String, String)>,
    /// From the file's id of an item to its column's.
    pub(crate) renames: BTreeMap<String, String>,
    /// Findings with their values, if they are kept.
    pub(crate) findings: Findings,
}

impl Pass {
    /// Rows of `abstracts` that were written.
    pub(crate) fn rows_written(&self) -> u64 {
        let files = self.staged.tables.iter().filter(|(table, _)| *table == Table::Abstracts);
        files.map(|(_, file)| file.rows).sum()
    }
}

impl PassRequest<'_> {
    /// Reads the file.
    ///
    /// # Errors
    /// A file that cannot be read to its end; a full disk. Nothing is visible, and the writer removes what it wrote.
    pub(crate) fn run(&self, member: Member<'_>) -> Result<Pass> {
        let file = member.name.clone();
        let expected_bytes = member.received_bytes;
        let threads = self.options.threads.unwrap_or_else(available_threads);
        let raw = if self.keep_raw { Some(RawStore::new(self.writer.raw_file()?, threads)) } else { None };
        let pseudonyms = self.writer.warehouse().pseudonyms()?;
        let desk = OnceLock::new();
        let lanes = OnceLock::new();
        let read = with_crew(threads, |crew| {
            let mut tap = RawTap::new(crew, raw.as_ref(), self.options.progress);
            let content = member.content(&mut tap)?;
            let content_bytes = content.estimated_bytes;
            let format = sniff(&file, &content.head)?;
            let mut opened = open::open(&file, content, format, &self.options.read, self.options.map.as_deref())?;
            let rules = Arc::clone(&opened.format);
            let desk = desk.get_or_init(|| self.desk(rules.header(), rules.dictionary()));
            let count = lane_count(content_bytes);
            let mut intakes: Vec<_> = (0..count)
                .map(|lane| Intake::new(desk, KeyMaker::new(pseudonyms.clone(), self.facility_id), lane, count))
                .collect();
            if let Some(first) = intakes.first_mut() {
                first.root_findings(&opened.findings)?;
            }
            let intakes = intakes.into_iter().map(SubmitLane::new).collect();
            let lanes = lanes.get_or_init(|| Lanes::new(&file, intakes, threads));
            let end = lanes.read(crew, &mut opened);
            drop(opened);
            let (sha256, bytes) = tap.finish();
            Ok::<_, Error>((
                Origins { sha256, bytes, format: format.name(), replaced_bytes: end.replaced_bytes },
                rules,
            ))
        });
        let lanes = lanes.into_inner().map(Lanes::into_result);
        if let Some(error) = raw.as_ref().and_then(RawStore::failure) {
            return Err(error);
        }
        let (origins, rules) = read?;
        let (lanes, failure) = lanes.ok_or(Error::Internal { what: "a file was read without lanes" })?;
        if let Some(error) = failure {
            return Err(error);
        }
        if expected_bytes > 0 && origins.bytes != expected_bytes {
            return Err(Error::Changed { file });
        }
        let raw = raw.map(|raw| raw.finish(&origins.sha256, self.submission_id)).transpose()?;
        let intakes = lanes.into_iter().map(|lane| lane.intake).collect();
        Ok(Pass { raw, ..self.gather(origins, rules.header(), rules.dictionary(), intakes)? })
    }

    /// What the lanes share.
    pub(crate) fn desk(&self, header: &Header, dictionary: &Dictionary) -> Desk<'_> {
        Desk {
            writer: self.writer,
            plan: Plan::new(dictionary, &self.options.safe_items),
            origin: Origin {
                facility_id: self.facility_id.to_owned(),
                submission_id: self.submission_id.to_owned(),
                naaccr_version: header.version.number(),
                record_type: header.record_type.letter(),
            },
            examiner: Examiner::new(
                header,
                dictionary,
                Questions { edits: self.options.edits.as_deref(), derive: true, now: self.options.now },
            ),
            keep_findings: self.options.on_findings.is_some(),
            safe_items: &self.options.safe_items,
            keep: self.keep,
        }
    }

    /// Puts together what the lanes found.
    pub(crate) fn gather(
        &self,
        origins: Origins,
        header: &Header,
        dictionary: &Dictionary,
        intakes: Vec<Intake<'_>>,
    ) -> Result<Pass> {
        let (root_items, confidential): (Vec<_>, Vec<_>) =
            header.items.iter().partition(|item| self.may_be_seen(dictionary, item));
        let root_items = root_items.into_iter().map(|item| (column_id(dictionary, item), item.value.clone())).collect();
        let mut staged = Staged::default();
        staged.vault.extend(self.store_root_items(&confidential)?);
        let mut tally = Tally::default();
        let mut records = Vec::new();
        let mut met = vec![false; canonical_items().len()];
        let mut kept: Vec<(u64, Part)> = Vec::new();
        for intake in intakes {
            tally.add(&intake.tally);
            records.extend(intake.records);
            staged.tables.extend(intake.staged.tables);
            staged.vault.extend(intake.staged.vault);
            met.iter_mut().zip(intake.met).for_each(|(met, here)| *met |= here);
            kept.extend(intake.kept);
        }
        kept.sort_by_key(|(first_patient, _)| *first_patient);
        let mut findings = Findings::of(self.options.edits.as_deref());
        kept.into_iter().for_each(|(_, part)| findings.push(part));
        records.sort_unstable_by_key(|record| (record.patient, record.tumor));
        let renames = renames(dictionary, &met);
        let header = header.clone();
        Ok(Pass { origins, header, tally, records, staged, raw: None, root_items, renames, findings })
    }

    fn may_be_seen(&self, dictionary: &Dictionary, item: &RootItem) -> bool {
        let Some((slot, definition)) = item.slot.and_then(|slot| Some((slot, dictionary.item(slot)?))) else {
            return false;
        };
        definition.level == Level::NaaccrData
            && match dictionary.canonical(slot) {
                Some(canonical) => canonical.confidentiality.is_none(),
                None => self.options.safe_items.contains(&*definition.id),
            }
    }

    /// Root items that analysis may not see have a row in the vault, of no patient.
    fn store_root_items(&self, items: &[&RootItem]) -> Result<Option<VaultFile>> {
        if items.is_empty() {
            return Ok(None);
        }
        let mut others = MapColumn::new();
        items.iter().for_each(|item| others.push(&format!("{}{}", prefix(Level::NaaccrData), item.id), &item.value));
        others.end_row();
        let mut batch = Batch::new(1);
        batch.constant("submission_id", self.submission_id)?;
        batch.column("patient_ordinal", Arc::new(Int64Array::from(vec![0])));
        batch.column("tumor_ordinal", Arc::new(Int32Array::from(vec![0])));
        batch.map("other_items", others)?;
        let batch = batch.finish()?;
        let mut file = self.writer.vault_file(batch.schema())?;
        file.write(&batch)?;
        Ok(Some(file.finish(self.facility_id, self.submission_id)?))
    }
}

/// The id under which a root item is stored: the newest version's, for an item of the standard.
fn column_id(dictionary: &Dictionary, item: &RootItem) -> String {
    let canonical = item.slot.and_then(|slot| dictionary.canonical(slot));
    canonical.map_or_else(|| item.id.clone(), |canonical| canonical.id.to_owned())
}

/// The items met whose column has another id than the file's dictionary gives them.
fn renames(dictionary: &Dictionary, met: &[bool]) -> BTreeMap<String, String> {
    let met_numbers: BTreeSet<u32> =
        canonical_items().iter().zip(met).filter(|(_, met)| **met).map(|(item, _)| item.number).collect();
    dictionary
        .slots()
        .filter_map(|(slot, item)| Some((item, dictionary.canonical(slot)?)))
        .filter(|(item, canonical)| *item.id != *canonical.id && met_numbers.contains(&canonical.number))
        .map(|(item, canonical)| (item.id.to_string(), canonical.id.to_owned()))
        .collect()
}
