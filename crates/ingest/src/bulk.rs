//! Records that never were a file, straight into a warehouse: for synthetic data too big for files.

use std::sync::Mutex;
use std::thread;

use foldhash::HashMap;
use naaccr::{Dictionary, Header, Patient};
use ring::digest;
use warehouse::Warehouse;

use crate::classify::Fate;
use crate::error::{Error, Result};
use crate::intake::{Intake, Keep};
use crate::keys::KeyMaker;
use crate::pass::{Origins, Pass, PassRequest};
use crate::patients::PatientBatch;
use crate::raw_copy::hexadecimal;
use crate::receipt::Receipt;
use crate::settlement::Settlement;
use crate::submit::SubmitOptions;

/// Takes a patient and its place among all patients of the submission, from 1. Places rise within a lane.
pub type PatientSink<'s> = dyn FnMut(u64, &Patient) -> Result<()> + 's;

/// The patients of one facility.
#[derive(Clone, Copy)]
pub struct BulkLoad<'a> {
    /// What the records are. Root items are stored as a file's would be.
    pub header: &'a Header,
    /// The dictionary that the patients' slots refer to.
    pub dictionary: &'a Dictionary,
    /// In how many lanes they come, each on a thread of its own.
    pub lanes: usize,
    /// Gives all patients of a lane (from 0) to the sink; the same ones whenever it is called.
    pub feed: &'a (dyn Fn(usize, &mut PatientSink<'_>) -> Result<()> + Sync),
}

impl std::fmt::Debug for BulkLoad<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BulkLoad").field("lanes", &self.lanes).finish_non_exhaustive()
    }
}

/// Submits patients as [`crate::submit`] does those of a file, but for a raw copy. In place of the hash of a file's
/// bytes, the receipt has the SHA-256 of the records' content hashes.
///
/// # Errors
/// What the feed says; a full disk. Nothing is stored then.
pub fn bulk_load(warehouse: &Warehouse, load: &BulkLoad<'_>, options: &SubmitOptions<'_>) -> Result<Receipt> {
    let (settlement, current) = Settlement::begin(warehouse, "bulk load", options)?;
    let pass = run(load, &settlement.request(Keep::Unlike(&current.contents), false))?;
    let again = |places: &HashMap<(u64, u32), Fate>| run(load, &settlement.request(Keep::AllBut(places), false));
    settlement.settle(pass, current, &again)
}

fn run(load: &BulkLoad<'_>, request: &PassRequest<'_>) -> Result<Pass> {
    let pseudonyms = request.writer.warehouse().pseudonyms()?;
    let desk = request.desk(load.header, load.dictionary);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for lane in 0..load.lanes {
            let mut intake =
                Intake::new(&desk, KeyMaker::new(pseudonyms.clone(), request.facility_id), lane, load.lanes);
            let done = &done;
            scope.spawn(move || {
                let fed = feed(load, lane, &mut intake).and_then(|()| intake.finish());
                if let Ok(mut done) = done.lock() {
                    done.push((lane, fed.map(|()| intake)));
                }
            });
        }
    });
    let mut done = done.into_inner().map_err(|_| Error::Internal { what: "a lane stopped" })?;
    done.sort_by_key(|(lane, _)| *lane);
    let intakes = done.into_iter().map(|(_, intake)| intake).collect::<Result<Vec<_>>>()?;
    let origins = Origins { sha256: String::new(), bytes: 0, format: "bulk", replaced_bytes: 0 };
    let mut pass = request.gather(origins, load.header, load.dictionary, intakes)?;
    let mut hash = digest::Context::new(&digest::SHA256);
    for record in &pass.records {
        hash.update(&record.hash.content.to_be_bytes());
    }
    pass.origins.sha256 = hexadecimal(hash.finish().as_ref());
    Ok(pass)
}

/// Gives a lane's patients to its intake, a batch at a time.
fn feed(load: &BulkLoad<'_>, lane: usize, intake: &mut Intake<'_>) -> Result<()> {
    let mut batch = PatientBatch::default();
    let mut sink = |place: u64, patient: &Patient| {
        batch.push(patient, place);
        if !batch.is_full() {
            return Ok(());
        }
        let taken = intake.batch(&batch);
        batch.clear();
        taken
    };
    (load.feed)(lane, &mut sink)?;
    intake.batch(&batch)
}
