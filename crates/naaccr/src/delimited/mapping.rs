//! Which column of a delimited file is which item.

use std::collections::{HashMap, HashSet};

use crate::{Dictionary, ItemDef, RecordType, Version, present_id};

/// How a file's columns become items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The version that the items are of.
    pub version: Version,
    /// What the records carry.
    pub record_type: RecordType,
    /// What stands between the values of a record: a single ASCII character; `None`: found out from the header row.
    pub delimiter: Option<char>,
    /// The columns that are read; others are left out.
    pub columns: Vec<MappedColumn>,
    /// Items that every record has besides, with their value.
    pub constants: Vec<(ItemRef, String)>,
}

/// A column and its item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedColumn {
    /// The column's name in the header row; blanks around it and upper or lower case do not count.
    pub column: String,
    /// The item.
    pub item: ItemRef,
    /// Values of the column and what they are in the standard; others stay as they are.
    pub recodes: Vec<(String, String)>,
    /// How dates are written, where it is not the standard's way; values that are not written so stay as they are.
    pub date_format: Option<DateFormat>,
    /// Whether numbers that are shorter than their item are filled with zeros on the left, as spreadsheets drop them.
    pub zero_fill: bool,
}

/// An item, named as its user likes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ItemRef {
    /// By its NAACCR XML id.
    Id(String),
    /// By its number.
    Number(u32),
}

/// Where year, month and day stand in a date, e.g. `MM/DD/YYYY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat(Vec<DatePart>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DatePart {
    Year,
    Month,
    Day,
    Separator(char),
}

/// A mapping made from a header row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The columns that are items.
    pub mapping: Mapping,
    /// The other columns, in their order.
    pub unmatched: Vec<String>,
}

impl MappedColumn {
    /// A column whose values are the item's as they stand.
    #[must_use]
    pub fn new(column: impl Into<String>, item: ItemRef) -> Self {
        Self { column: column.into(), item, recodes: Vec::new(), date_format: None, zero_fill: false }
    }
}

impl std::fmt::Display for ItemRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => f.write_str(id),
            Self::Number(number) => write!(f, "item {number}"),
        }
    }
}

impl Mapping {
    /// A mapping without columns.
    #[must_use]
    pub fn new(version: Version, record_type: RecordType) -> Self {
        Self { version, record_type, delimiter: None, columns: Vec::new(), constants: Vec::new() }
    }

    /// Matches column names with the ids, numbers and names of items; capitals, blanks and punctuation do not count.
    /// Of several columns for one item, the first has it.
    #[must_use]
    pub fn draft<S: AsRef<str>>(headers: &[S], dictionary: &Dictionary) -> Draft {
        let items = known_names(dictionary);
        let mapping = Self::new(dictionary.version(), dictionary.record_type());
        let mut draft = Draft { mapping, unmatched: Vec::new() };
        let mut taken = HashSet::new();
        for header in headers.iter().map(|header| header.as_ref().trim()) {
            let by_old_id = || present_id(header).and_then(|id| items.get(&plain(id)));
            match items.get(&plain(header)).or_else(by_old_id).filter(|item| taken.insert(item.number)) {
                Some(item) => {
                    draft.mapping.columns.push(MappedColumn::new(header, ItemRef::Id(item.id.to_string())));
                }
                None => draft.unmatched.push(header.to_owned()),
            }
        }
        draft
    }
}

/// Items by every name they may be called. An id goes before a number, and a number before a display name.
fn known_names(dictionary: &Dictionary) -> HashMap<String, &ItemDef> {
    let mut items = HashMap::new();
    for (_, item) in dictionary.slots() {
        items.insert(plain(&item.id), item.as_ref());
    }
    for (_, item) in dictionary.slots() {
        items.entry(item.number.to_string()).or_insert(item);
    }
    for (_, item) in dictionary.slots() {
        items.entry(plain(&item.name)).or_insert(item);
    }
    items
}

/// A name without what people write differently.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl DateFormat {
    /// Reads a format: `YYYY`, `MM` and `DD` in any order, each at most once, with or without separators. A year must be
    /// there, and a day only with a month. `None` for anything else.
    #[must_use]
    pub fn parse(format: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = format;
        while let Some(first) = rest.chars().next() {
            let (part, len) = match first {
                _ if rest.starts_with("YYYY") => (DatePart::Year, 4),
                _ if rest.starts_with("MM") => (DatePart::Month, 2),
                _ if rest.starts_with("DD") => (DatePart::Day, 2),
                letter if letter.is_alphanumeric() => return None,
                separator => (DatePart::Separator(separator), separator.len_utf8()),
            };
            parts.push(part);
            rest = rest.get(len..)?;
        }
        let count = |wanted| parts.iter().filter(|part| **part == wanted).count();
        let (years, months, days) = (count(DatePart::Year), count(DatePart::Month), count(DatePart::Day));
        (years == 1 && months <= 1 && days <= months).then_some(Self(parts))
    }

    /// A date as the standard writes it: `YYYYMMDD`, or what of it the format has. Between separators, days and months
    /// may have a single digit. `None` for a value that is not written in this format.
    #[must_use]
    pub fn to_standard(&self, value: &str) -> Option<String> {
        let is_separated = self.0.iter().any(|part| matches!(part, DatePart::Separator(_)));
        let (mut year, mut month, mut day) = ("", String::new(), String::new());
        let mut rest = value;
        for part in &self.0 {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let len = match part {
                DatePart::Separator(separator) => {
                    rest = rest.strip_prefix(*separator)?;
                    continue;
                }
                DatePart::Year if digits >= 4 => 4,
                DatePart::Month | DatePart::Day if digits >= 2 => 2,
                DatePart::Month | DatePart::Day if digits == 1 && is_separated => 1,
                _ => return None,
            };
            let (number, after) = rest.split_at_checked(len)?;
            rest = after;
            match part {
                DatePart::Year => year = number,
                DatePart::Month => month = format!("{number:0>2}"),
                _ => day = format!("{number:0>2}"),
            }
        }
        rest.is_empty().then(|| format!("{year}{month}{day}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_the_standards() {
        for (format, value, expect) in [
            ("MM/DD/YYYY", "02/29/2016", Some("20160229")),
            ("MM/DD/YYYY", "2/9/2016", Some("20160209")),
            ("YYYY-MM-DD", "2016-02-29", Some("20160229")),
            ("DDMMYYYY", "29022016", Some("20160229")),
            ("DDMMYYYY", "9022016", None),
            ("MM.YYYY", "7.2016", Some("201607")),
            ("YYYY", "2016", Some("2016")),
            ("MM/DD/YYYY", "2016", None),
            ("MM/DD/YYYY", "02/29/2016 ", None),
            ("MM/DD/YYYY", "02/29/16", None),
            ("MM/DD/YYYY", "", None),
        ] {
            let format = DateFormat::parse(format).expect("a format");
            assert_eq!(format.to_standard(value).as_deref(), expect, "{value}");
        }
        for format in ["", "MM/DD", "DD/YYYY", "YYYY-YYYY", "YY-MM-DD", "YYYY-MON-DD", "D/M/YYYY"] {
            assert_eq!(DateFormat::parse(format), None, "{format}");
        }
    }

    #[test]
    fn headers_are_matched_by_id_number_and_name() {
        let dictionary = Dictionary::new(Version::V250, RecordType::Incidence, &[]).expect("a dictionary");
        let headers = ["PATIENTIDNUMBER", "primary_site", " 390 ", "Age at Diagnosis", "physician", "sex", "Sex"];
        let draft = Mapping::draft(&headers, &dictionary);
        let matched: Vec<_> =
            draft.mapping.columns.iter().map(|column| (column.column.as_str(), column.item.to_string())).collect();
        let wanted = [
            ("PATIENTIDNUMBER", "patientIdNumber"),
            ("primary_site", "primarySite"),
            ("390", "dateOfDiagnosis"),
            ("Age at Diagnosis", "ageAtDiagnosis"),
            ("sex", "sex"),
        ];
        assert_eq!(matched, wanted.map(|(column, id)| (column, id.to_owned())));
        assert_eq!(draft.unmatched, ["physician", "Sex"]);
    }
}
