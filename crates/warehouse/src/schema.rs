//! The tables and their columns.
//!
//! A column that carries a NAACCR item keeps the item's XML id (`primarySite`) and is text, exactly as
//! submitted. What Caselake derives or records is snake_case with an underscore where the word allows,
//! and typed. A data file holds only the columns it fills; readers take an absent column as null.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use ColumnType::{Date, Int, Long, Text, TextMap, Timestamp};

/// A table of the warehouse.
///
/// The order is the order in which a commit reaches the tables: `submissions` last, so that another
/// program that sees a submission sees all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Table {
    /// A tumor as one facility reported it in one submission, or a patient without tumors.
    Abstracts,
    /// An edit or a rule of the standard that an abstract failed.
    Findings,
    /// A file received.
    Submissions,
}

impl Table {
    /// Every table, in the order in which a commit reaches them.
    pub const ALL: [Self; 3] = [Self::Abstracts, Self::Findings, Self::Submissions];

    /// The table's name, which is also its folder's under `tables/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Abstracts => "abstracts",
            Self::Findings => "findings",
            Self::Submissions => "submissions",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text, UTF-8.
    Text,
    /// Whole number, 32 bits.
    Int,
    /// Whole number, 64 bits.
    Long,
    /// Day of the proleptic Gregorian calendar.
    Date,
    /// Microseconds since 1970-01-01T00:00:00Z.
    Timestamp,
    /// Texts by name.
    TextMap,
}

impl ColumnType {
    /// The Arrow type in which the warehouse reads and writes the column.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Int => DataType::Int32,
            Self::Long => DataType::Int64,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::TextMap => {
                let entries = Fields::from(vec![
                    Field::new("key", DataType::Utf8, false),
                    Field::new("value", DataType::Utf8, true),
                ]);
                let entry = Field::new("key_value", DataType::Struct(entries), false);
                DataType::Map(Arc::new(entry), false)
            }
        }
    }

    /// Whether arrays of this Arrow type may be written to the column: text may also come as a
    /// dictionary, a view or with long offsets, which Parquet stores alike.
    pub fn accepts(self, given: &DataType) -> bool {
        match (self, given) {
            (Self::Text, DataType::Dictionary(_, values)) => self.accepts(values),
            (Self::Text, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) => true,
            (_, given) => *given == self.arrow(),
        }
    }
}

/// A column of a table; every column may be null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The column's name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: ColumnType,
}

impl Column {
    fn new(name: &str, kind: ColumnType) -> Self {
        Self { name: name.to_owned(), kind }
    }
}

/// The columns of every table, for the item dictionary of this program.
#[derive(Debug, Clone)]
pub struct Schemas {
    abstracts: Arc<[Column]>,
    findings: Arc<[Column]>,
    submissions: Arc<[Column]>,
}

impl Schemas {
    /// The tables, where `abstracts` has a column for each of `items`: the XML id and number of every
    /// item of a base dictionary that is not confidential. An id given twice has one column.
    pub fn new(items: &[(&str, u32)]) -> Self {
        Self::with_derived(&[], items)
    }

    /// The same, with columns for what is derived from an abstract's items.
    pub fn with_derived(derived: &[(&str, ColumnType)], items: &[(&str, u32)]) -> Self {
        let mut abstracts = columns(ABSTRACTS);
        let other_items = abstracts.pop();
        for (name, kind) in derived {
            if !abstracts.iter().any(|column| column.name == *name) {
                abstracts.push(Column::new(name, *kind));
            }
        }
        let mut by_number = items.to_vec();
        by_number.sort_by_key(|&(id, number)| (number, id));
        for (id, _) in by_number {
            if !abstracts.iter().any(|column| column.name == id) {
                abstracts.push(Column::new(id, Text));
            }
        }
        abstracts.extend(other_items);
        Self {
            abstracts: abstracts.into(),
            findings: columns(FINDINGS).into(),
            submissions: columns(SUBMISSIONS).into(),
        }
    }

    /// The columns of a table, in the table's order.
    pub fn columns(&self, table: Table) -> &[Column] {
        match table {
            Table::Abstracts => &self.abstracts,
            Table::Findings => &self.findings,
            Table::Submissions => &self.submissions,
        }
    }

    /// The Arrow schema of a table.
    pub fn arrow(&self, table: Table) -> SchemaRef {
        arrow_schema(self.columns(table))
    }
}

/// The columns that carry statistics, in Delta's log and in Parquet: what files are chosen by.
pub(crate) const STATISTICS: [&str; 3] = ["facility_id", "submission_id", "dx_year"];

pub(crate) fn arrow_schema(columns: &[Column]) -> SchemaRef {
    let fields = columns.iter().map(|column| Field::new(&column.name, column.kind.arrow(), true));
    Arc::new(Schema::new(fields.collect::<Fields>()))
}

/// Refuses a schema that has a column the table does not have, or has with another type.
pub(crate) fn check_fields(table: Table, columns: &[Column], given: &Schema) -> Result<()> {
    for field in given.fields() {
        let column = columns.iter().find(|column| column.name == *field.name());
        let wanted = match column {
            Some(column) if column.kind.accepts(field.data_type()) => continue,
            Some(column) => format!("{}", column.kind.arrow()),
            None => "a column of the table".to_owned(),
        };
        return Err(Error::Column {
            table,
            column: field.name().clone(),
            found: format!("{}", field.data_type()),
            wanted,
        });
    }
    Ok(())
}

fn columns(list: &[(&str, ColumnType)]) -> Vec<Column> {
    list.iter().map(|&(name, kind)| Column::new(name, kind)).collect()
}

/// Columns with statistics come first: readers that count columns find them. The columns of the items
/// stand before the last one.
const ABSTRACTS: &[(&str, ColumnType)] = &[
    ("facility_id", Text),
    ("submission_id", Text),
    ("dx_year", Int),
    ("patient_key", Text),
    ("abstract_key", Text),
    ("content_hash", Text),
    // Position in the file: patients from 1, tumors of the patient from 1, line of the start tag.
    ("patient_ordinal", Long),
    ("tumor_ordinal", Int),
    ("source_line", Long),
    ("naaccr_version", Int),
    ("record_type", Text),
    ("dx_date", Date),
    ("dx_date_precision", Text),
    ("last_contact_date", Date),
    ("last_contact_precision", Text),
    ("vital_status", Text),
    ("birth_year", Int),
    // Restricted: no release carries the age in days.
    ("age_dx_days", Int),
    ("age_dx_years", Int),
    ("survival_days", Int),
    ("misplaced", Text),
    // Items of user dictionaries that were declared safe, by XML id.
    ("other_items", TextMap),
];

const FINDINGS: &[(&str, ColumnType)] = &[
    ("facility_id", Text),
    ("submission_id", Text),
    ("kind", Text),
    ("severity", Text),
    ("line", Long),
    ("patient_ordinal", Long),
    ("tumor_ordinal", Int),
    ("abstract_key", Text),
    ("item", Text),
    ("number", Int),
    // Never the value of a confidential item.
    ("value", Text),
    ("message", Text),
];

const SUBMISSIONS: &[(&str, ColumnType)] = &[
    ("facility_id", Text),
    ("submission_id", Text),
    ("sha256", Text),
    ("submitted_by", Text),
    ("submitted_at", Timestamp),
    ("file_name", Text),
    ("bytes", Long),
    ("format", Text),
    ("naaccr_version", Text),
    ("record_type", Text),
    // Records: received = accepted + rejected + duplicate; corrected of the accepted.
    ("received", Long),
    ("accepted", Long),
    ("rejected", Long),
    ("duplicate", Long),
    ("corrected", Long),
    ("verdict", Text),
    ("replaced_bytes", Long),
    // The snapshot that the submission made.
    ("committed_in", Long),
    ("receipt_json", Text),
    // By derived variable: the algorithm that made the abstracts' values, its version and the hashes of its tables.
    ("algorithms", TextMap),
    // Items of the file itself (NaaccrData), by XML id; none of them confidential.
    ("root_items", TextMap),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_a_column_each_in_the_order_of_their_numbers() {
        let schemas = Schemas::new(&[("primarySite", 400), ("sex", 220), ("sex", 220)]);
        let names: Vec<_> = schemas.columns(Table::Abstracts).iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names[names.len() - 4..], ["misplaced", "sex", "primarySite", "other_items"]);
    }

    #[test]
    fn statistics_are_of_columns_that_come_first() {
        let schemas = Schemas::new(&[]);
        let first: Vec<_> =
            schemas.columns(Table::Abstracts)[..STATISTICS.len()].iter().map(|column| column.name.as_str()).collect();
        assert_eq!(first, STATISTICS);
    }

    #[test]
    fn a_column_of_another_type_is_refused_by_name() {
        let schemas = Schemas::new(&[]);
        let given = Schema::new(vec![Field::new("dx_year", DataType::Utf8, true)]);
        let error = check_fields(Table::Abstracts, schemas.columns(Table::Abstracts), &given).unwrap_err().to_string();
        assert_eq!(error, "table abstracts: column dx_year is Utf8, expected Int32");
    }
}
