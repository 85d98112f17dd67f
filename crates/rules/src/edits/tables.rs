//! Named code lists and tables that conditions ask.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use super::codes::CodeSet;
use crate::Table;
use crate::icd::TOPOGRAPHY;
use crate::place::{COUNTIES, STATES};

/// The codes of items, and named groups of codes.
static CODE_LISTS: Table = Table::new("code_lists", include_str!("../../data/edits/code_lists.csv"));

static MORPHOLOGIES_NOT_IN_FORCE: Table =
    Table::new("morphologies_not_in_force", include_str!("../../data/edits/tables/morphologies_not_in_force.csv"));
static NEW_COUNTIES: Table = Table::new("new_counties", include_str!("../../data/edits/tables/new_counties.csv"));
static POSTAL_CODES: Table = Table::new("postal_codes", include_str!("../../data/edits/tables/postal_codes.csv"));

/// Tables, by name: the table, and those of its columns that are keys, in order.
static TABLES: &[(&str, &Table, &[&str])] = &[
    ("icdo3_topography", &TOPOGRAPHY, &["code"]),
    ("kinds_of_states", &STATES, &["code", "kind"]),
    ("morphologies_not_in_force", &MORPHOLOGIES_NOT_IN_FORCE, &["histology", "behaviors", "years"]),
    ("new_counties", &NEW_COUNTIES, &["state", "counties"]),
    ("postal_codes", &POSTAL_CODES, &["state", "first_characters"]),
    ("states", &STATES, &["code"]),
    ("states_with_postal_codes", &POSTAL_CODES, &["state"]),
    ("us_counties", &COUNTIES, &["state", "counties"]),
];

/// The list of this name.
pub(crate) fn list(name: &str) -> Option<&'static Arc<CodeSet>> {
    LISTS.get(name)
}

/// The names of all lists, in order.
pub(crate) fn list_names() -> impl Iterator<Item = &'static str> {
    LISTS.keys().map(String::as_str)
}

static LISTS: LazyLock<BTreeMap<String, Arc<CodeSet>>> = LazyLock::new(|| {
    let mut lists: BTreeMap<String, CodeSet> = BTreeMap::new();
    for row in CODE_LISTS.rows() {
        // A test reads every code of our own file.
        if let Ok(codes) = CodeSet::parse(row.get("code")) {
            lists.entry(row.get("list").to_owned()).or_default().extend(&codes);
        }
    }
    lists.into_iter().map(|(name, codes)| (name, Arc::new(codes))).collect()
});

/// The table of this name.
pub(crate) fn table(name: &str) -> Option<&'static KeyTable> {
    KEY_TABLES.get(name)
}

/// All tables, by name.
pub(crate) fn tables() -> impl Iterator<Item = &'static KeyTable> {
    KEY_TABLES.values()
}

static KEY_TABLES: LazyLock<BTreeMap<&'static str, KeyTable>> =
    LazyLock::new(|| TABLES.iter().map(|(name, table, keys)| (*name, KeyTable::new(name, table, keys))).collect());

/// Rows of codes, asked for by all of their columns.
#[derive(Debug)]
pub(crate) struct KeyTable {
    pub(crate) name: &'static str,
    /// The standard it comes from.
    pub(crate) source: String,
    pub(crate) columns: &'static [&'static str],
    /// The rows whose first cell is this code.
    by_first: HashMap<Box<str>, Vec<usize>, foldhash::fast::FixedState>,
    /// The rows whose first cell is a range.
    others: Vec<usize>,
    rows: Vec<Vec<CodeSet>>,
}

impl KeyTable {
    fn new(name: &'static str, table: &Table, columns: &'static [&'static str]) -> Self {
        // Rows that differ in their last column alone are one.
        let mut lasts: BTreeMap<Vec<String>, CodeSet> = BTreeMap::new();
        for row in table.rows() {
            let mut cells: Vec<String> = columns.iter().map(|column| row.get(column).to_owned()).collect();
            let last = cells.pop().unwrap_or_default();
            lasts.entry(cells).or_default().extend(&CodeSet::parse(&last).unwrap_or_default());
        }
        let rows: Vec<Vec<CodeSet>> = lasts
            .into_iter()
            .map(|(cells, last)| {
                let parsed = cells.iter().map(|cell| CodeSet::parse(cell).unwrap_or_default());
                parsed.chain([last]).collect()
            })
            .collect();
        let mut by_first: HashMap<Box<str>, Vec<usize>, _> = HashMap::default();
        let mut others = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            match row.first().and_then(CodeSet::singles) {
                Some(codes) => codes.for_each(|code| by_first.entry(code.into()).or_default().push(at)),
                None => others.push(at),
            }
        }
        let source = table.source().collect::<Vec<_>>().join(" ");
        Self { name, source, columns, by_first, others, rows }
    }

    /// Whether there is a row of these codes.
    pub(crate) fn contains(&self, keys: &[&str]) -> bool {
        let Some(first) = keys.first() else { return false };
        let exact = self.by_first.get(*first).map_or(&[][..], Vec::as_slice);
        exact
            .iter()
            .chain(&self.others)
            .filter_map(|at| self.rows.get(*at))
            .any(|row| row.len() == keys.len() && row.iter().zip(keys).all(|(codes, key)| codes.contains(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_and_table_is_read_whole() {
        for row in CODE_LISTS.rows() {
            let (list, code) = (row.get("list"), row.get("code"));
            assert!(!list.is_empty() && !code.is_empty());
            assert!(CodeSet::parse(code).is_ok(), "{list} {code}");
        }
        for (name, table, columns) in TABLES {
            assert!(table.source().next().is_some(), "{name}");
            for row in table.rows() {
                for column in *columns {
                    let codes = CodeSet::parse(row.get(column)).unwrap();
                    assert!(codes != CodeSet::default(), "{name}: no {column}");
                }
            }
        }
    }

    #[test]
    fn rows_are_found_by_all_their_keys() {
        static TABLE: Table =
            Table::new("t", "# us\nsite,year,size\nC50,2018,1-3\nC50,2018,7\nC60-C63;C70,2018-2020,9\n");
        let table = KeyTable::new("t", &TABLE, &["site", "year", "size"]);
        for (keys, expected) in [
            (["C50", "2018", "2"], true),
            (["C50", "2018", "7"], true),
            (["C50", "2018", "4"], false),
            (["C50", "2019", "2"], false),
            (["C62", "2019", "9"], true),
            (["C70", "2019", "9"], true),
            (["C64", "2019", "9"], false),
        ] {
            assert_eq!(table.contains(&keys), expected, "{keys:?}");
        }
        assert!(!table.contains(&["C50"]) && !table.contains(&[]));
    }
}
