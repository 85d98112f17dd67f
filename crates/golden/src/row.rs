//! A row of a CSV file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Fields as text, by column name.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<BTreeMap<String, usize>>,
    fields: csv::StringRecord,
}

impl Row {
    /// The field's text; empty where the file has no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        let index = self.columns.get(column).copied();
        index.and_then(|index| self.fields.get(index)).unwrap_or("")
    }

    /// Every field, in the file's order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter()
    }

    /// The names of the columns, in the file's order.
    pub(crate) fn headers(&self) -> Vec<String> {
        let mut columns: Vec<(&String, &usize)> = self.columns.iter().collect();
        columns.sort_by_key(|(_, index)| **index);
        columns.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// The field as a number; `None` where it is empty or NaN.
    #[must_use]
    pub fn number(&self, column: &str) -> Option<f64> {
        match self.get(column) {
            "" | "NaN" => None,
            text => Some(text.parse().unwrap_or_else(|_| panic!("{column}: {text}"))),
        }
    }
}

pub(crate) fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let headers = reader.headers().unwrap();
    let columns = Arc::new((headers.iter().map(String::from)).zip(0..).collect());
    reader.records().map(|fields| Row { columns: Arc::clone(&columns), fields: fields.unwrap() }).collect()
}
