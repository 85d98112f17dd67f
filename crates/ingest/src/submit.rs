//! One submission from bytes to a committed snapshot and a receipt.
//!
//! The file is read once: hashed as received, copied to the raw store, parsed, and written as Parquet files that
//! nobody sees. Then its records are classified against what the facility has, and one commit names everything. Where
//! lanes wrote a record that turns out to be a duplicate (the file holds it twice, or somebody else submitted it
//! meanwhile), the file is read again with that known.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;
use naaccr::delimited::Mapping;
use naaccr::{ReadOptions, canonical_items};
use ring::digest;
use rules::EditSet;
use warehouse::{AsOf, Schemas, Warehouse};

use crate::classify::Fate;
use crate::container::{self, Member};
use crate::error::{Error, Result};
use crate::examine::{column_type, stored_variables};
use crate::findings::Findings;
use crate::intake::Keep;
use crate::raw_copy::hexadecimal;
use crate::receipt::Receipt;
use crate::settlement::Settlement;
use crate::submission_row;

/// Is told a receipt and the findings behind it.
pub type ToldFindings<'a> = dyn Fn(&Receipt, &Findings) + Sync + 'a;

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
    /// The edits that records are judged by; none where only the structure is looked at.
    pub edits: Option<Arc<EditSet>>,
    /// Told a receipt and, with their values, the findings behind it, once the submission is settled.
    pub on_findings: Option<&'a ToldFindings<'a>>,
    /// Does everything but the commit.
    pub dry_run: bool,
    /// Threads; as many as there are cores where `None`. Nothing that is stored depends on it.
    pub threads: Option<usize>,
    /// Told how many bytes of the file, as received, were read since it was last told.
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
            edits: None,
            on_findings: None,
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
    let items: Vec<_> = items.map(|item| (item.id, item.number)).collect();
    let derived: Vec<_> = stored_variables().iter().map(|stored| (stored.output().name, column_type(stored))).collect();
    Schemas::with_derived(&derived, &items)
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
    if let Some(receipt) = known(warehouse, path, &member, options)? {
        return Ok(receipt);
    }
    let (settlement, current) = Settlement::begin(warehouse, &member.file_name, options)?;
    let name = member.name.clone();
    let pass = settlement.request(Keep::Unlike(&current.contents), true).run(member)?;
    let again = |places: &HashMap<(u64, u32), Fate>| {
        let mut pass = None;
        container::for_each_member(path, |member| {
            if member.name == name && pass.is_none() {
                pass = Some(settlement.request(Keep::AllBut(places), false).run(member)?);
            }
            Ok(())
        })?;
        pass.ok_or_else(|| Error::Changed { file: name.clone() })
    };
    settlement.settle(pass, current, &again)
}

/// The receipt of an earlier submission of the same bytes, if that can be told without reading them as data: where the
/// raw store has a file of the same length, the bytes are hashed first.
fn known(
    warehouse: &Warehouse,
    path: &Path,
    member: &Member<'_>,
    options: &SubmitOptions<'_>,
) -> Result<Option<Receipt>> {
    let snapshot = warehouse.snapshot(&AsOf::Latest)?;
    let is_whole_file = member.name == path.display().to_string();
    if !is_whole_file || !snapshot.raw_files().any(|raw| raw.bytes == member.received_bytes) {
        return Ok(None);
    }
    let failed = |source| Error::Open { file: member.name.clone(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut hash = digest::Context::new(&digest::SHA256);
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => break,
            read => hash.update(buffer.get(..read).unwrap_or_default()),
        }
    }
    submission_row::find(&snapshot, &options.facility, &hexadecimal(hash.finish().as_ref()))
}
