//! The standards' tables, as this crate holds them.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// A table of a standard: CSV with a header row, behind lines that start with `#` and name its source.
///
/// Parsed by whoever uses it, once, behind a `LazyLock`.
#[derive(Debug)]
pub struct Table {
    /// Its file's name without extension.
    pub name: &'static str,
    text: &'static str,
    hash: OnceLock<String>,
}

impl Table {
    /// A table with this text.
    #[must_use]
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, hash: OnceLock::new() }
    }

    /// SHA-256 of the text, 64 hexadecimal digits: it stands beside every value that was made with the table.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| Sha256::digest(self.text).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// What its first lines say of its source.
    pub fn source(&self) -> impl Iterator<Item = &'static str> {
        self.text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim)
    }

    /// Its rows as written, without the header: a quicker way to long tables, whose fields must not be quoted.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'static str> {
        self.text.lines().skip_while(|line| line.starts_with('#')).skip(1)
    }

    /// Its rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = TableRow> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(self.text.as_bytes());
        let columns: BTreeMap<String, usize> =
            reader.headers().into_iter().flatten().map(str::to_owned).zip(0..).collect();
        let columns = Rc::new(columns);
        // The tables are part of the program, and a test reads every one of them.
        reader.into_records().flatten().map(move |fields| TableRow { columns: Rc::clone(&columns), fields })
    }
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct TableRow {
    columns: Rc<BTreeMap<String, usize>>,
    fields: csv::StringRecord,
}

impl TableRow {
    /// The field's text; empty where the table has no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|at| self.fields.get(*at)).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_its_source_and_rows() {
        let table = Table::new("t", "# One, 2024\n# Two\na,b\n1,\"x,y\"\n2,z\n");
        assert_eq!(table.source().collect::<Vec<_>>(), ["One, 2024", "Two"]);
        let rows: Vec<_> =
            table.rows().map(|row| (row.get("a").to_owned(), row.get("b").to_owned(), row.get("c").len())).collect();
        assert_eq!(rows, [("1".to_owned(), "x,y".to_owned(), 0), ("2".to_owned(), "z".to_owned(), 0)]);
        assert_eq!(table.lines().collect::<Vec<_>>(), ["1,\"x,y\"", "2,z"]);
        assert_eq!(table.hash().len(), 64);
    }
}
