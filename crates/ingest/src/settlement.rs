//! The end of a submission: its records are classified, the counts reconciled, and one commit names everything.

use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use warehouse::{AsOf, ChangeKind, Changes, Snapshot, SnapshotNumber, Warehouse, Writer};

use crate::audit::Auditor;
use crate::classify::{Classification, CurrentContents, Fate, classify, current_contents};
use crate::error::{Error, Result};
use crate::intake::{Keep, QUARANTINED};
use crate::pass::{Origins, Pass, PassRequest};
use crate::raw_copy::hexadecimal;
use crate::receipt::{Counts, Receipt, Verdict};
use crate::submission_row;
use crate::submit::{SubmitOptions, schemas};
use crate::tallied::{Tallied, edit_sets, quality_lines};

/// A submission under way.
pub(crate) struct Settlement<'a> {
    pub(crate) writer: Writer,
    file: String,
    id: String,
    options: &'a SubmitOptions<'a>,
}

/// What the facility had when it was last looked at.
pub(crate) struct Current {
    read_at: SnapshotNumber,
    pub(crate) contents: CurrentContents,
}

/// Reads the records once more, storing all but those at these places (patient and tumor ordinals).
pub(crate) type Again<'f> = dyn Fn(&HashMap<(u64, u32), Fate>) -> Result<Pass> + 'f;

/// Why a commit was not prepared.
enum Refusal {
    Error(Error),
    /// The same bytes are there.
    Known(Box<Receipt>),
}

impl From<warehouse::Error> for Refusal {
    fn from(error: warehouse::Error) -> Self {
        Self::Error(error.into())
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl<'a> Settlement<'a> {
    /// Begins a submission of `file`, with what the facility has now.
    ///
    /// # Errors
    /// A name that cannot be a facility's; a warehouse that cannot be written to, or whose key is missing.
    pub(crate) fn begin(warehouse: &Warehouse, file: &str, options: &'a SubmitOptions<'a>) -> Result<(Self, Current)> {
        check_facility(&options.facility)?;
        let snapshot = warehouse.extend_tables(&schemas(), options.now)?;
        let id = new_submission_id(options.now)?;
        let subject = format!("submission {id} of facility {}", options.facility);
        Auditor::new(warehouse, options.now).writing(&options.submitted_by, subject)?;
        let contents = current_contents(&snapshot, &options.facility)?;
        let current = Current { read_at: snapshot.number(), contents };
        Ok((Self { writer: warehouse.writer()?, file: file.to_owned(), id, options }, current))
    }

    /// A reading of the records for this submission.
    pub(crate) fn request<'r>(&'r self, keep: Keep<'r>, keep_raw: bool) -> PassRequest<'r> {
        PassRequest {
            writer: &self.writer,
            facility_id: &self.options.facility,
            submission_id: &self.id,
            keep,
            keep_raw,
            options: self.options,
        }
    }

    /// Commits what the pass wrote, prepared anew as often as other writers make it necessary.
    ///
    /// # Errors
    /// Records that changed from one reading to the next, counts that do not reconcile, a full disk.
    pub(crate) fn settle(&self, pass: Pass, mut current: Current, again: &Again<'_>) -> Result<Receipt> {
        let mut receipt = None;
        let mut pass = Some(pass);
        let mut prepare = |number: SnapshotNumber, base: &Arc<Snapshot>| -> Result<Changes, Refusal> {
            let mut ready = pass.take().ok_or(Error::Internal { what: "a submission lost its records" })?;
            if let Some(receipt) = submission_row::find(base, &self.options.facility, &ready.origins.sha256)? {
                return Err(Refusal::Known(Box::new(receipt)));
            }
            if current.read_at != base.number() {
                let contents = current_contents(base, &self.options.facility)?;
                current = Current { read_at: base.number(), contents };
            }
            let mut classification = classify(&ready.records, &current.contents);
            if !classification.as_done {
                let places = classification.duplicates.iter().copied().collect();
                let read_again = again(&places)?;
                if read_again.origins.sha256 != ready.origins.sha256 {
                    return Err(Error::Changed { file: self.file.clone() }.into());
                }
                ready = Pass { raw: ready.raw, ..read_again };
                classification = classify(&ready.records, &current.contents);
            }
            let committed_in = (!self.options.dry_run).then_some(number);
            let made = self.receipt(&ready, &classification, committed_in)?;
            let changes = self.changes(&ready, &made)?;
            pass = Some(ready);
            receipt = Some(made);
            Ok(changes)
        };
        let committed = if self.options.dry_run {
            let base = self.writer.warehouse().snapshot(&AsOf::Latest)?;
            prepare(base.number().next(), &base).map(|_changes| ())
        } else {
            self.writer.commit_with(prepare).map(|_commit| ())
        };
        match committed {
            Ok(()) => {}
            Err(Refusal::Known(receipt)) => return Ok(*receipt),
            // The commit stands; whoever opens the warehouse next brings the tables up to it.
            Err(Refusal::Error(Error::Warehouse(error))) if error.is_committed() => {}
            Err(Refusal::Error(error)) => return Err(error),
        }
        if let (Some(told), Some(receipt), Some(pass)) = (self.options.on_findings, &receipt, &pass) {
            told(receipt, &pass.findings);
        }
        receipt.ok_or(Error::Internal { what: "a submission was committed without a receipt" })
    }

    fn changes(&self, pass: &Pass, receipt: &Receipt) -> Result<Changes> {
        let mut changes = Changes::new(ChangeKind::Submit, self.options.now);
        changes.add.clone_from(&pass.staged.tables);
        changes.vault.clone_from(&pass.staged.vault);
        changes.raw.extend(pass.raw.clone());
        changes.add.push(submission_row::write(&self.writer, receipt, self.options.now, &pass.root_items)?);
        changes.info = serde_json::json!({
            "facility": receipt.facility,
            "submission": receipt.submission_id,
            "received": receipt.counts.received,
        });
        Ok(changes)
    }

    fn receipt(&self, pass: &Pass, found: &Classification, number: Option<SnapshotNumber>) -> Result<Receipt> {
        let Pass { origins: Origins { sha256, bytes, format, replaced_bytes }, header, tally, .. } = pass;
        let counts = self.counts(pass, found)?;
        let tallied = Tallied::of(tally, self.options.edits.as_deref());
        Ok(Receipt {
            submission_id: self.id.clone(),
            sha256: sha256.clone(),
            facility: self.options.facility.clone(),
            file: self.file.clone(),
            bytes: *bytes,
            format: (*format).to_owned(),
            naaccr_version: header.version.to_string(),
            record_type: header.record_type.to_string(),
            verdict: Verdict::of(&counts, tallied.errors + tallied.warnings),
            counts,
            rejected_reasons: tally.rejected.clone(),
            patients: tally.patients,
            tumors: tally.tumors,
            items: tally.items + header.items.len() as u64,
            replaced_bytes: *replaced_bytes,
            specification: header.spec_version.to_string(),
            time_generated: header.time_generated.clone(),
            dictionaries: header.user_dictionary_uris.clone(),
            missing_dictionaries: header.missing_dictionary_uris.clone(),
            renames: pass.renames.clone(),
            findings: tallied.by_kind,
            errors: tallied.errors,
            warnings: tallied.warnings,
            edits: tallied.edits,
            edit_sets: edit_sets(self.options.edits.as_deref()),
            quality: self
                .options
                .edits
                .as_ref()
                .map(|_| quality_lines(&tally.indicators, self.options.now))
                .unwrap_or_default(),
            findings_by_item: tallied.by_item,
            submitted_by: self.options.submitted_by.clone(),
            submitted_at: self.options.now.to_string(),
            snapshot: number.map(|number| number.0),
        })
    }

    /// The counts, which must account for every record received and every row written.
    fn counts(&self, pass: &Pass, found: &Classification) -> Result<Counts> {
        let tally = &pass.tally;
        if let Some((_, line, message)) = &tally.first_quarantined
            && tally.rejected.get(QUARANTINED) == Some(&tally.received)
        {
            return Err(Error::NothingReadable { file: self.file.clone(), line: *line, message: message.clone() });
        }
        let rejected = tally.rejected.values().sum();
        let counts = Counts {
            received: tally.received,
            accepted: found.accepted,
            rejected,
            duplicate: found.duplicate,
            corrected: found.corrected,
        };
        if counts.reconcile() && found.as_done && pass.rows_written() == counts.accepted {
            return Ok(counts);
        }
        Err(Error::Unreconciled {
            file: self.file.clone(),
            received: counts.received,
            accounted: pass.rows_written() + rejected + found.duplicate,
        })
    }
}

fn check_facility(facility: &str) -> Result<()> {
    let visible = facility.chars().all(|letter| !letter.is_control() && !letter.is_whitespace());
    if visible && (1..=64).contains(&facility.chars().count()) {
        Ok(())
    } else {
        Err(Error::BadFacility { facility: facility.to_owned() })
    }
}

/// Ids sort by time: `20260131T090000Z-` and eight random bytes.
fn new_submission_id(now: Timestamp) -> Result<String> {
    let mut random = [0; 8];
    SystemRandom::new()
        .fill(&mut random)
        .map_err(|_| Error::Internal { what: "the operating system gave no random bytes" })?;
    Ok(format!("{}-{}", now.strftime("%Y%m%dT%H%M%SZ"), hexadecimal(&random)))
}
