//! The row of a submission in `submissions`.

use std::sync::Arc;

use arrow::array::{Int64Array, TimestampMicrosecondArray};
use jiff::Timestamp;
use warehouse::{DataFile, Snapshot, Table, Writer};

use crate::classify::text_column;
use crate::error::Result;
use crate::examine::stored_algorithms;
use crate::receipt::Receipt;
use crate::records::{Batch, MapColumn};

/// Writes the row to a file of its own, which waits for a commit.
pub(crate) fn write(
    writer: &Writer,
    receipt: &Receipt,
    now: Timestamp,
    root_items: &[(String, String)],
) -> Result<(Table, DataFile)> {
    let counts = &receipt.counts;
    let number = |value: u64| Arc::new(Int64Array::from(vec![i64::try_from(value).unwrap_or(i64::MAX)]));
    let mut items = MapColumn::new();
    root_items.iter().for_each(|(id, value)| items.push(id, value));
    items.end_row();
    let mut batch = Batch::new(1);
    batch.constant("facility_id", &receipt.facility)?;
    batch.constant("submission_id", &receipt.submission_id)?;
    batch.constant("sha256", &receipt.sha256)?;
    batch.constant("submitted_by", &receipt.submitted_by)?;
    let time = TimestampMicrosecondArray::from(vec![now.as_microsecond()]).with_timezone("UTC");
    batch.column("submitted_at", Arc::new(time));
    batch.constant("file_name", &receipt.file)?;
    batch.column("bytes", number(receipt.bytes));
    batch.constant("format", &receipt.format)?;
    batch.constant("naaccr_version", &receipt.naaccr_version)?;
    batch.constant("record_type", &receipt.record_type)?;
    batch.column("received", number(counts.received));
    batch.column("accepted", number(counts.accepted));
    batch.column("rejected", number(counts.rejected));
    batch.column("duplicate", number(counts.duplicate));
    batch.column("corrected", number(counts.corrected));
    batch.constant("verdict", receipt.verdict.name())?;
    batch.column("replaced_bytes", number(receipt.replaced_bytes));
    batch.column("committed_in", number(receipt.snapshot.unwrap_or(0)));
    batch.constant("receipt_json", &serde_json::to_string(receipt)?)?;
    let mut algorithms = MapColumn::new();
    stored_algorithms().iter().for_each(|(variable, made_by)| algorithms.push(variable, made_by));
    algorithms.end_row();
    batch.map("algorithms", algorithms)?;
    batch.map("root_items", items)?;
    let batch = batch.finish()?;
    let mut file = writer.data_file(Table::Submissions, batch.schema())?;
    file.write(&batch)?;
    Ok(file.finish()?)
}

/// The receipt of the facility's submission of these bytes, if there was one.
pub(crate) fn find(snapshot: &Snapshot, facility_id: &str, sha256: &str) -> Result<Option<Receipt>> {
    let columns = ["facility_id", "sha256", "receipt_json"];
    for batch in snapshot.table(Table::Submissions)?.scan_where(&columns, "facility_id", facility_id)? {
        let batch = batch?;
        let (facilities, hashes) = (text_column(&batch, "facility_id")?, text_column(&batch, "sha256")?);
        let receipts = text_column(&batch, "receipt_json")?;
        let same = |row: &usize| facilities.value(*row) == facility_id && hashes.value(*row) == sha256;
        if let Some(row) = (0..batch.num_rows()).find(same) {
            return Ok(Some(serde_json::from_str(receipts.value(row))?));
        }
    }
    Ok(None)
}

/// Every receipt, in the order of their commits.
///
/// # Errors
/// A table that cannot be read.
pub fn receipts(snapshot: &Snapshot) -> Result<Vec<Receipt>> {
    let mut receipts = Vec::new();
    for batch in snapshot.table(Table::Submissions)?.scan(&["receipt_json"])? {
        for receipt in text_column(&batch?, "receipt_json")?.iter().flatten() {
            receipts.push(serde_json::from_str::<Receipt>(receipt)?);
        }
    }
    receipts.sort_by(|a, b| (a.snapshot, &a.submission_id).cmp(&(b.snapshot, &b.submission_id)));
    Ok(receipts)
}
