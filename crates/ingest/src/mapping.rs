//! The map of a delimited file: a small TOML file that says which of their columns is which of our items.
//!
//! ```toml
//! naaccr_version = 250
//! record_type = "I"
//! delimiter = ";"                     # found out from the header row where it is left out
//!
//! [columns]
//! "Patient ID" = "patientIdNumber"    # by NAACCR XML id
//! "ICD-O site" = 400                  # or by item number
//! "Dx date" = { item = "dateOfDiagnosis", date_format = "MM/DD/YYYY" }
//! "Seq" = { item = 380, zero_fill = true }
//! "Gender" = { item = "sex", recodes = { M = "1", F = "2" } }
//!
//! [constants]
//! vitalStatus = "1"
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use naaccr::delimited::{self, DateFormat, Draft, ItemRef, MappedColumn, Mapping};
use naaccr::{Dictionary, RecordType, Version};
use serde::Deserialize;

use crate::container;
use crate::error::{Error, Result};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    naaccr_version: u16,
    record_type: String,
    delimiter: Option<char>,
    columns: toml::Table,
    #[serde(default)]
    constants: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    item: toml::Value,
    #[serde(default)]
    recodes: BTreeMap<String, String>,
    date_format: Option<String>,
    #[serde(default)]
    zero_fill: bool,
}

/// Reads a map file.
///
/// # Errors
/// A file that cannot be read, is no TOML, or says something that is no map.
pub fn read_map(path: &Path) -> Result<Mapping> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|source| Error::Open { file: file.clone(), source })?;
    parse(&text).map_err(|what| Error::Map { file, what })
}

fn parse(text: &str) -> Result<Mapping, String> {
    let map: MapFile = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let version = Version::from_number(map.naaccr_version)
        .ok_or_else(|| format!("naaccr_version {} is no version of the standard", map.naaccr_version))?;
    let record_type = RecordType::from_letter(&map.record_type)
        .ok_or_else(|| format!("record_type `{}`, expected A, M, C or I", map.record_type))?;
    let columns = map.columns.into_iter().map(|(name, value)| column(&name, value)).collect::<Result<_, _>>()?;
    let constants = map.constants.into_iter().map(constant).collect::<Result<_, _>>()?;
    Ok(Mapping { version, record_type, delimiter: map.delimiter, columns, constants })
}

/// A map for a delimited file, drafted from the names of its columns, as a TOML text to be looked through. Version and
/// record type are those of the first record where it says them.
///
/// # Errors
/// A file that cannot be read, or has no row of column names.
pub fn draft_map(path: &Path, version: Version, record_type: RecordType) -> Result<String> {
    let mut text = None;
    container::for_each_member(path, |member| {
        if text.is_none() {
            let file = member.name.clone();
            let preview = delimited::preview(member.content(())?.into_reader(), None)
                .map_err(|error| Error::reading(&file, error))?;
            let version = preview.version.unwrap_or(version);
            let draft = draft(&preview.headers, version, preview.record_type.unwrap_or(record_type))?;
            text = Some(written(&draft));
        }
        Ok(())
    })?;
    text.ok_or_else(|| Error::Empty { file: path.display().to_string() })
}

/// A map that takes columns to be called after their items.
///
/// # Errors
/// A version and record type without a dictionary.
pub(crate) fn draft(headers: &[String], version: Version, record_type: RecordType) -> Result<Draft> {
    let dictionary = Dictionary::new(version, record_type, &[]).map_err(|error| Error::reading("", error))?;
    Ok(Mapping::draft(headers, &dictionary))
}

fn written(draft: &Draft) -> String {
    let Draft { mapping, unmatched } = draft;
    let mut text =
        format!("naaccr_version = {}\nrecord_type = \"{}\"\n\n[columns]\n", mapping.version, mapping.record_type);
    for column in &mapping.columns {
        let line = format!("{} = {}\n", quoted(&column.column), quoted(&column.item.to_string()));
        text.push_str(&line);
    }
    if !unmatched.is_empty() {
        text.push_str("\n# No item is called like these columns; name theirs, or leave them out.\n");
        unmatched.iter().for_each(|column| text.push_str(&format!("# {} = \"\"\n", quoted(column))));
    }
    text
}

fn column(name: &str, value: toml::Value) -> Result<MappedColumn, String> {
    let entry = match value {
        toml::Value::Table(table) => {
            table.try_into::<ColumnEntry>().map_err(|error| format!("column `{name}`: {}", error.message()))?
        }
        item => ColumnEntry { item, recodes: BTreeMap::new(), date_format: None, zero_fill: false },
    };
    let date_format = entry.date_format.map(|format| {
        DateFormat::parse(&format).ok_or_else(|| {
            format!("column `{name}`: date_format `{format}`, expected YYYY, MM and DD with separators, as MM/DD/YYYY")
        })
    });
    Ok(MappedColumn {
        recodes: entry.recodes.into_iter().collect(),
        date_format: date_format.transpose()?,
        zero_fill: entry.zero_fill,
        ..MappedColumn::new(name, item(name, &entry.item)?)
    })
}

fn item(column: &str, value: &toml::Value) -> Result<ItemRef, String> {
    match value {
        toml::Value::String(id) => Ok(ItemRef::Id(id.clone())),
        toml::Value::Integer(number) => u32::try_from(*number).map(ItemRef::Number).map_err(|_| bad_item(column)),
        _ => Err(bad_item(column)),
    }
}

fn bad_item(column: &str) -> String {
    format!("column `{column}`: expected an item's NAACCR XML id or its number")
}

fn constant((id, value): (String, toml::Value)) -> Result<(ItemRef, String), String> {
    let toml::Value::String(value) = value else {
        return Err(format!("constant `{id}`: expected a text in quotes"));
    };
    let item = id.parse().map_or_else(|_| ItemRef::Id(id), ItemRef::Number);
    Ok((item, value))
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_says_what_columns_mean() {
        let map = parse(
            r#"
            naaccr_version = 250
            record_type = "I"
            [columns]
            "Patient ID" = "patientIdNumber"
            Site = 400
            Dx = { item = "dateOfDiagnosis", date_format = "MM/DD/YYYY" }
            Gender = { item = "sex", recodes = { M = "1", F = "2" } }
            [constants]
            vitalStatus = "1"
            "#,
        )
        .unwrap();
        assert_eq!((map.version, map.record_type), (Version::V250, RecordType::Incidence));
        let items: Vec<_> = map.columns.iter().map(|column| column.item.to_string()).collect();
        assert_eq!(items.len(), 4);
        assert!(items.contains(&"item 400".to_owned()));
        assert_eq!(map.constants, [(ItemRef::Id("vitalStatus".to_owned()), "1".to_owned())]);
    }

    #[test]
    fn what_is_no_map_is_told() {
        let head = "naaccr_version = 250\nrecord_type = \"I\"\n[columns]\n";
        for (text, expect) in [
            ("naaccr_version = 251\nrecord_type = \"I\"\n[columns]".to_owned(), "naaccr_version 251"),
            ("naaccr_version = 250\nrecord_type = \"X\"\n[columns]".to_owned(), "record_type `X`"),
            (format!("{head}Dx = {{ item = 390, date_format = \"DD.MM\" }}"), "date_format"),
            (format!("{head}Dx = 3.5"), "column `Dx`"),
            (format!("{head}Dx = {{ itm = 390 }}"), "column `Dx`"),
        ] {
            let error = parse(&text).unwrap_err();
            assert!(error.contains(expect), "{error}");
        }
    }
}
