//! The base dictionaries and default user dictionaries of every version, read from the tables in `data/`.

use std::sync::{Arc, LazyLock, OnceLock};

use crate::{DataType, ItemDef, Level, Padding, RecordType, Version};

const ITEMS: &str = include_str!("../../data/items.tsv");
const DEFAULT_USER_ITEMS: &str = include_str!("../../data/default_user_items.tsv");

static BASE_ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| rows(ITEMS));
static DEFAULT_USER_ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| rows(DEFAULT_USER_ITEMS));

/// All items of a version's base dictionary, whatever the record type, by number.
#[must_use]
pub fn base_items(version: Version) -> &'static [Arc<ItemDef>] {
    static BASE: [OnceLock<Vec<Arc<ItemDef>>>; Version::ALL.len()] = [const { OnceLock::new() }; Version::ALL.len()];
    BASE[version.index()].get_or_init(|| items_of(&BASE_ROWS, version, None))
}

/// The items that a version's files may hold besides, where no user dictionary is named; none from version 220 on.
#[must_use]
pub fn default_user_items(version: Version) -> &'static [Arc<ItemDef>] {
    static USER: [OnceLock<Vec<Arc<ItemDef>>>; Version::ALL.len()] = [const { OnceLock::new() }; Version::ALL.len()];
    USER[version.index()].get_or_init(|| {
        let uri = format!("http://naaccr.org/naaccrxml/user-defined-naaccr-dictionary-{version}.xml");
        items_of(&DEFAULT_USER_ROWS, version, Some(&uri))
    })
}

/// An item over a run of versions.
pub(super) struct Row {
    pub(super) number: u32,
    first: Version,
    pub(super) last: Version,
    pub(super) id: &'static str,
    name: &'static str,
    pub(super) level: Level,
    record_types: u8,
    data_type: DataType,
    length: u32,
    padding: Padding,
    trim: bool,
    unlimited_text: bool,
    /// First column in each version of the run; a single one stands for all.
    columns: Vec<u32>,
}

/// All runs of items of the standard, by number and then version.
pub(super) fn base_rows() -> &'static [Row] {
    &BASE_ROWS
}

fn rows(table: &'static str) -> Vec<Row> {
    table.lines().skip(1).filter_map(row).collect()
}

fn row(line: &'static str) -> Option<Row> {
    let mut fields = line.split('\t');
    let mut field = || fields.next();
    Some(Row {
        number: field()?.parse().ok()?,
        first: version(field()?)?,
        last: version(field()?)?,
        id: field()?,
        name: field()?,
        level: match field()? {
            "N" => Level::NaaccrData,
            "P" => Level::Patient,
            "T" => Level::Tumor,
            _ => return None,
        },
        record_types: record_types(field()?)?,
        data_type: DataType::from_name(field()?)?,
        length: field()?.parse().ok()?,
        padding: Some(field()?).filter(|name| !name.is_empty()).map_or(Some(Padding::None), Padding::from_name)?,
        trim: field()? != "none",
        unlimited_text: field()? == "true",
        columns: field()?.split(',').filter_map(|column| column.parse().ok()).collect(),
    })
}

fn version(text: &str) -> Option<Version> {
    Version::from_number(text.parse().ok()?)
}

fn record_types(letters: &str) -> Option<u8> {
    let mut bits = 0;
    for index in 0..letters.len() {
        bits |= RecordType::from_letter(letters.get(index..=index)?)?.bit();
    }
    Some(bits)
}

fn items_of(rows: &[Row], version: Version, user_dictionary: Option<&str>) -> Vec<Arc<ItemDef>> {
    let of_version = rows.iter().filter(|row| (row.first..=row.last).contains(&version));
    of_version.map(|row| Arc::new(row.item(version, user_dictionary))).collect()
}

impl Row {
    fn item(&self, version: Version, user_dictionary: Option<&str>) -> ItemDef {
        ItemDef {
            number: self.number,
            id: self.id.into(),
            name: self.name.into(),
            level: self.level,
            record_types: self.record_types,
            data_type: self.data_type,
            length: self.length,
            start_column: self.start_column(version),
            padding: self.padding,
            trim: self.trim,
            unlimited_text: self.unlimited_text,
            user_dictionary: user_dictionary.map(Into::into),
        }
    }

    fn start_column(&self, version: Version) -> Option<u32> {
        if !version.has_fixed_columns() {
            return None;
        }
        match self.columns.as_slice() {
            [always] => Some(*always),
            columns => columns.get(version.index() - self.first.index()).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_read() {
        assert_eq!(BASE_ROWS.len(), ITEMS.lines().count() - 1);
        assert_eq!(DEFAULT_USER_ROWS.len(), DEFAULT_USER_ITEMS.lines().count() - 1);
    }
}
