//! Compaction: the same rows in fewer files. Snapshots from before keep their files.

use std::fs::File;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use jiff::Timestamp;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::data_file::{DataFile, project};
use crate::error::{Error, Result};
use crate::intent::{ChangeKind, Changes};
use crate::scan::Scan;
use crate::schema::{Table, arrow_schema};
use crate::snapshot::{Snapshot, TableSnapshot};
use crate::warehouse::Warehouse;
use crate::writer::Writer;

/// What a compaction did.
#[derive(Debug, Clone)]
pub struct Compaction {
    /// The newest snapshot, made by the compaction unless there was nothing to do.
    pub snapshot: Arc<Snapshot>,
    /// Files that were put together.
    pub files_before: usize,
    /// Files they became.
    pub files_after: usize,
}

impl Warehouse {
    /// Puts neighbouring small data files of each table together into files of about `target_bytes`
    /// (128 MiB is usual), in one commit. A file of half that size is large enough to be left alone.
    ///
    /// # Errors
    ///
    /// [`Error::is_conflict`] if someone else compacted the same files meanwhile; the disk is full.
    pub fn compact(&self, target_bytes: u64, now: Timestamp) -> Result<Compaction> {
        let base = self.refresh()?;
        let writer = self.writer()?;
        let mut changes = Changes::new(ChangeKind::Compact, now);
        for table in base.tables() {
            for group in groups(table, target_bytes) {
                let file = merge(&writer, table, &group)?;
                changes.add.push((table.table(), file));
                let names = group.iter().map(|file| file.name.clone());
                changes.remove.extend(names.map(|name| (table.table(), name)));
            }
        }
        let (files_before, files_after) = (changes.remove.len(), changes.add.len());
        let snapshot = match files_before {
            0 => base,
            _ => writer.commit_with(|_, _| Ok::<_, Error>(changes.clone()))?.snapshot,
        };
        Ok(Compaction { snapshot, files_before, files_after })
    }
}

/// Runs of small files that are worth putting together.
fn groups(table: TableSnapshot<'_>, target_bytes: u64) -> Vec<Vec<&DataFile>> {
    let mut groups: Vec<Vec<&DataFile>> = vec![Vec::new()];
    let mut group_bytes = 0;
    for file in table.files().filter(|file| file.bytes < target_bytes / 2) {
        if group_bytes + file.bytes > target_bytes {
            groups.push(Vec::new());
            group_bytes = 0;
        }
        group_bytes += file.bytes;
        if let Some(group) = groups.last_mut() {
            group.push(file);
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

fn merge(writer: &Writer, table: TableSnapshot<'_>, group: &[&DataFile]) -> Result<DataFile> {
    let schema = union_schema(table, group)?;
    let paths = group.iter().map(|file| table.path(file)).collect();
    let mut merged = writer.data_file(table.table(), Arc::clone(&schema))?;
    for batch in Scan::new(schema, paths) {
        merged.write(&batch?)?;
    }
    let (_, file): (Table, DataFile) = merged.finish()?;
    Ok(file)
}

/// The columns that any of the files fills, in the table's order.
fn union_schema(table: TableSnapshot<'_>, group: &[&DataFile]) -> Result<SchemaRef> {
    let mut names = std::collections::BTreeSet::new();
    for file in group {
        let path = table.path(file);
        let opened = File::open(&path).map_err(Error::storage("open", &path))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(opened).map_err(Error::parquet("read", &path))?;
        names.extend(reader.schema().fields().iter().map(|field| field.name().clone()));
    }
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    Ok(project(&arrow_schema(table.columns()), &names))
}
