//! One submission from bytes to a committed snapshot and a receipt.
//!
//! The file is read once: hashed as received, copied to the raw store, parsed, and written as Parquet files that
//! nobody sees. Then its records are classified against what the facility has, and one commit names everything. Where
//! lanes wrote a record that turns out to be a duplicate (the file holds it twice, or somebody else submitted it
//! meanwhile), the file is read again with that known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use foldhash::HashSet;
use jiff::Timestamp;
use naaccr::delimited::Mapping;
use naaccr::{ReadOptions, canonical_items};
use ring::rand::{SecureRandom, SystemRandom};
use warehouse::{AsOf, ChangeKind, Changes, Schemas, Snapshot, SnapshotNumber, Warehouse, Writer};

use crate::audit::Auditor;
use crate::classify::{Classification, CurrentContents, classify, current_contents};
use crate::container::{self, Member};
use crate::error::{Error, Result};
use crate::intake::Keep;
use crate::pass::{Pass, PassRequest};
use crate::raw_copy::hexadecimal;
use crate::receipt::{Counts, ItemFindings, Receipt, Verdict};
use crate::submission_row;

/// How a file is submitted.
pub struct SubmitOptions<'a> {
    /// The facility whose file it is.
    pub facility: String,
    /// Who submits it.
    pub submitted_by: String,
    /// The time.
    pub now: Timestamp,
    /// How it is read; [`ReadOptions::lenient`] unless there is a reason.
    pub read: ReadOptions,
    /// What the columns of delimited text mean.
    pub map: Option<Arc<Mapping>>,
    /// Ids of user-defined items that hold nothing confidential, so that analysis may see them.
    pub safe_items: BTreeSet<String>,
    /// Does everything but the commit.
    pub dry_run: bool,
    /// Threads; as many as there are cores where `None`. Nothing that is stored depends on it.
    pub threads: Option<usize>,
    /// Told the bytes read since it was last told.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl<'a> SubmitOptions<'a> {
    /// The usual way to submit a file of `facility`.
    #[must_use]
    pub fn new(facility: &str, submitted_by: &str, now: Timestamp) -> Self {
        Self {
            facility: facility.to_owned(),
            submitted_by: submitted_by.to_owned(),
            now,
            read: ReadOptions::lenient(),
            map: None,
            safe_items: BTreeSet::new(),
            dry_run: false,
            threads: None,
            progress: None,
        }
    }
}

impl std::fmt::Debug for SubmitOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubmitOptions").field("facility", &self.facility).finish_non_exhaustive()
    }
}

/// The columns of a warehouse that stores what this program reads.
#[must_use]
pub fn schemas() -> Schemas {
    let items = canonical_items().iter().filter(|item| item.confidentiality.is_none());
    Schemas::new(&items.map(|item| (item.id, item.number)).collect::<Vec<_>>())
}

/// Submits every data file in `path`: one receipt for a plain or gzip file, one per entry of a zip. Each is a
/// submission of its own, which is stored whole or not at all.
///
/// The same bytes from the same facility again change nothing and give the receipt of the first time.
pub fn submit(warehouse: &Warehouse, path: &Path, options: &SubmitOptions<'_>) -> Vec<Result<Receipt>> {
    let mut receipts = Vec::new();
    let read = container::for_each_member(path, |member| {
        receipts.push(submit_member(warehouse, path, member, options));
        Ok(())
    });
    if let Err(error) = read {
        receipts.push(Err(error));
    }
    receipts
}

fn submit_member(
    warehouse: &Warehouse,
    path: &Path,
    member: Member<'_>,
    options: &SubmitOptions<'_>,
) -> Result<Receipt> {
    check_facility(&options.facility)?;
    let snapshot = warehouse.extend_tables(&schemas(), options.now)?;
    let submission = Submission {
        writer: warehouse.writer()?,
        path,
        name: member.name.clone(),
        id: new_submission_id(options.now)?,
        options,
    };
    let subject = format!("submission {} of facility {}", submission.id, options.facility);
    Auditor::new(warehouse, options.now).writing(&options.submitted_by, subject)?;
    let current = current_contents(&snapshot, &options.facility)?;
    let pass = submission.pass(member, Keep::Unlike(&current), true)?;
    submission.settle(pass, &snapshot, current)
}

/// A submission under way.
struct Submission<'a> {
    writer: Writer,
    path: &'a Path,
    name: String,
    id: String,
    options: &'a SubmitOptions<'a>,
}

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

impl Submission<'_> {
    fn pass(&self, member: Member<'_>, keep: Keep<'_>, keep_raw: bool) -> Result<Pass> {
        let request = PassRequest {
            writer: &self.writer,
            facility_id: &self.options.facility,
            submission_id: &self.id,
            keep,
            keep_raw,
            options: self.options,
        };
        request.run(member)
    }

    /// Reads the file once more, leaving out the records at these places.
    fn pass_again(&self, earlier: Pass, leave_out: &[(u64, u32)]) -> Result<Pass> {
        let places: HashSet<(u64, u32)> = leave_out.iter().copied().collect();
        let mut pass = None;
        container::for_each_member(self.path, |member| {
            if member.name == self.name && pass.is_none() {
                pass = Some(self.pass(member, Keep::AllBut(&places), false)?);
            }
            Ok(())
        })?;
        match pass {
            Some(pass) if pass.sha256 == earlier.sha256 => Ok(Pass { raw: earlier.raw, ..pass }),
            _ => Err(Error::Changed { file: self.name.clone() }),
        }
    }

    /// Commits what the pass wrote, as often as other writers make it necessary.
    fn settle(&self, pass: Pass, read_at: &Arc<Snapshot>, current: CurrentContents) -> Result<Receipt> {
        let mut receipt = None;
        let mut pass = Some(pass);
        let mut known = (read_at.number(), current);
        let mut prepare = |number: SnapshotNumber, base: &Arc<Snapshot>| -> Result<Changes, Refusal> {
            let mut ready = pass.take().ok_or(Error::Internal { what: "a submission lost its records" })?;
            if let Some(receipt) = submission_row::find(base, &self.options.facility, &ready.sha256)? {
                return Err(Refusal::Known(Box::new(receipt)));
            }
            if known.0 != base.number() {
                known = (base.number(), current_contents(base, &self.options.facility)?);
            }
            let mut classification = classify(&ready.records, &known.1);
            if !classification.as_written {
                ready = self.pass_again(ready, &classification.duplicates)?;
                classification = classify(&ready.records, &known.1);
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
        let tally = &pass.tally;
        let rejected = tally.rejected.values().sum();
        let counts = Counts {
            received: tally.received,
            accepted: found.accepted,
            rejected,
            duplicate: found.duplicate,
            corrected: found.corrected,
        };
        if !counts.reconcile() || !found.as_written || pass.rows_written() != counts.accepted {
            return Err(Error::Unreconciled {
                file: self.name.clone(),
                received: counts.received,
                accounted: pass.rows_written() + rejected + found.duplicate,
            });
        }
        let mut findings: BTreeMap<String, u64> = BTreeMap::new();
        let mut findings_by_item = Vec::new();
        for ((kind, item, number), count) in &tally.findings {
            *findings.entry((*kind).to_owned()).or_default() += count;
            findings_by_item.push(ItemFindings {
                kind: (*kind).to_owned(),
                item: item.clone(),
                number: *number,
                count: *count,
            });
        }
        let header = &pass.header;
        Ok(Receipt {
            submission_id: self.id.clone(),
            sha256: pass.sha256.clone(),
            facility: self.options.facility.clone(),
            file: self.name.clone(),
            bytes: pass.bytes,
            format: pass.format.name().to_owned(),
            naaccr_version: header.version.to_string(),
            record_type: header.record_type.to_string(),
            verdict: Verdict::of(&counts, findings.values().sum()),
            counts,
            rejected_reasons: tally.rejected.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect(),
            patients: tally.patients,
            tumors: tally.tumors,
            items: tally.items + header.items.len() as u64,
            replaced_bytes: pass.replaced_bytes,
            specification: header.spec_version.to_string(),
            dictionaries: header.user_dictionary_uris.clone(),
            missing_dictionaries: header.missing_dictionary_uris.clone(),
            renames: pass.renames.clone(),
            findings,
            findings_by_item,
            submitted_by: self.options.submitted_by.clone(),
            submitted_at: self.options.now.to_string(),
            snapshot: number.map(|number| number.0),
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
