//! Rows of a delimited text, and the values in them.

use std::ops::Range;

use crate::records::{Endless, Record, Records};

const QUOTE: u8 = b'"';
/// Length of a short value.
const SHORT: usize = 16;

/// How rows are written. Line ends are LF; decoding has made one of CR LF and CR.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    pub(super) delimiter: u8,
    /// The place of the patients' id in a row.
    pub(super) id_field: Option<usize>,
}

impl Records for Rows {
    fn record(&self, text: &[u8], at_end: bool) -> Result<Option<Record>, Endless> {
        let start = text.iter().take_while(|byte| **byte == b'\n').count();
        let lines_before = start as u64;
        let body = text.get(start..).unwrap_or_default();
        let end = match memchr::memchr2(b'\n', QUOTE, body) {
            Some(end) if body.get(end) == Some(&b'\n') => Some(start + end),
            Some(_) => match end_of_quoted(text, start, self.delimiter) {
                Ok(end) => end,
                Err(_) if !at_end => return Ok(None),
                Err(opened) => return Err(Endless { lines_before: lines_in(text.get(..opened).unwrap_or_default()) }),
            },
            None => None,
        };
        if end.is_none() && (body.is_empty() || !at_end) {
            return Ok(None);
        }
        let len = end.map_or(text.len(), |end| end + 1);
        let body = start..end.unwrap_or(len);
        let lines = lines_before + 1 + lines_in(text.get(body.clone()).unwrap_or_default());
        Ok(Some(Record { len, body, lines, lines_before }))
    }

    fn patient_id(&self, body: &[u8]) -> Range<usize> {
        let Some(field) = self.id_field else { return 0..0 };
        let mut start = 0;
        for _ in 0..field {
            match field_end(body, start, self.delimiter) {
                Some(end) if end < body.len() => start = end + 1,
                _ => return 0..0,
            }
        }
        let end = field_end(body, start, self.delimiter).unwrap_or(body.len());
        let value = body.get(start..end).unwrap_or_default();
        let is_edge = |byte: &u8| *byte == b' ' || *byte == QUOTE;
        let before = value.iter().take_while(|byte| is_edge(byte)).count();
        let after = value.iter().rev().take_while(|byte| is_edge(byte)).count();
        start + before..(start + before).max(end - after)
    }
}

/// The values of one row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The row without the quotes around values and with single quotes in them.
    text: String,
    /// Where each value ends.
    ends: Vec<usize>,
}

impl Row {
    /// Takes a row apart.
    pub(super) fn split(&mut self, body: &str, delimiter: u8) {
        self.text.clear();
        self.ends.clear();
        let mut start = 0;
        while start <= body.len() {
            let end = field_end(body.as_bytes(), start, delimiter).unwrap_or(body.len());
            push_unquoted(body.get(start..end).unwrap_or_default(), &mut self.text);
            self.ends.push(self.text.len());
            start = end + 1;
        }
    }

    /// Number of values.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has as many values as there are columns; more may follow if they are empty.
    pub(super) fn fits(&self, columns: usize) -> bool {
        self.len() >= columns && (columns..self.len()).all(|field| self.value(field).trim_ascii().is_empty())
    }

    /// A value by its place; empty where there is none.
    pub(super) fn value(&self, field: usize) -> &str {
        let start = field.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(field)).map(|(start, end)| start..*end);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|field| self.value(field))
    }
}

/// The line end of the row that begins at `start`, if there is one; where a quote opens, if it is not closed.
fn end_of_quoted(text: &[u8], start: usize, delimiter: u8) -> Result<Option<usize>, usize> {
    let mut at = start;
    loop {
        let end = field_end(text, at, delimiter).ok_or(at)?;
        match text.get(end) {
            Some(b'\n') => return Ok(Some(end)),
            Some(_) => at = end + 1,
            None => return Ok(None),
        }
    }
}

/// Where the value that begins at `start` ends: at a delimiter, a line end or the end of the text. `None` if a quote is
/// not closed.
fn field_end(text: &[u8], start: usize, delimiter: u8) -> Option<usize> {
    let rest = |from: usize| text.get(from..).unwrap_or_default();
    let mut at = start;
    if text.get(at) == Some(&QUOTE) {
        at += 1;
        loop {
            at += memchr::memchr(QUOTE, rest(at))? + 1;
            if text.get(at) != Some(&QUOTE) {
                break;
            }
            at += 1;
        }
    }
    // Most values are shorter than what pays for a search in words.
    let is_end = |byte: &u8| *byte == delimiter || *byte == b'\n';
    if let Some(len) = rest(at).iter().take(SHORT).position(is_end) {
        return Some(at + len);
    }
    at = text.len().min(at + SHORT);
    Some(memchr::memchr2(delimiter, b'\n', rest(at)).map_or(text.len(), |len| at + len))
}

/// A value without its quotes. What follows the closing quote belongs to it.
fn push_unquoted(field: &str, text: &mut String) {
    let Some(mut rest) = field.strip_prefix('"') else {
        text.push_str(field);
        return;
    };
    while let Some((before, after)) = rest.split_once('"') {
        text.push_str(before);
        let Some(quoted) = after.strip_prefix('"') else {
            rest = after;
            break;
        };
        text.push('"');
        rest = quoted;
    }
    text.push_str(rest);
}

fn lines_in(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records(text: &str, at_end: bool) -> Result<Vec<Vec<String>>, Endless> {
        let rows = Rows { delimiter: b',', id_field: None };
        let (mut records, mut at, mut row) = (Vec::new(), 0, Row::default());
        while let Some(record) = rows.record(&text.as_bytes()[at..], at_end)? {
            row.split(&text[at..][record.body], rows.delimiter);
            records.push(row.values().map(str::to_owned).collect());
            at += record.len;
        }
        Ok(records)
    }

    #[test]
    fn lines_are_counted() {
        let text = b"\n\na,\"x\ny\n\"\nb";
        let rows = Rows { delimiter: b',', id_field: Some(1) };
        let first = rows.record(text, false).expect("quotes are closed").expect("a record");
        assert_eq!(first, Record { len: 11, body: 2..10, lines: 5, lines_before: 2 });
        assert_eq!(rows.record(&text[11..], false), Ok(None), "more may follow");
        let last = Record { len: 1, body: 0..1, lines: 1, lines_before: 0 };
        assert_eq!(rows.record(&text[11..], true), Ok(Some(last)));
        assert_eq!(rows.record(b"a\n\"b\nc", false).map(|record| record.map(|record| record.len)), Ok(Some(2)));
        assert_eq!(rows.record(b"b,c,\n\"d", true).map(|record| record.map(|record| record.len)), Ok(Some(5)));
        assert_eq!(rows.record(b"\na,\"b\nc", true), Err(Endless { lines_before: 1 }));
    }

    #[test]
    fn ids_are_found() {
        let rows = Rows { delimiter: b'|', id_field: Some(1) };
        for (row, id) in [
            ("a|00000001|c", "00000001"),
            ("\"a|b\"|\"00000001\"", "00000001"),
            ("a| 7 ", "7"),
            ("a||c", ""),
            ("a|\"\"", ""),
            ("a", ""),
            ("", ""),
        ] {
            assert_eq!(&row[rows.patient_id(row.as_bytes())], id, "{row}");
        }
    }

    proptest! {
        /// Against the csv crate, for every text whose quotes are closed.
        #[test]
        fn rows_are_read_as_others_do(text in "[a\", \n]{0,40}") {
            if let Ok(found) = records(&text, true) {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
                let wanted: Vec<Vec<String>> = reader.deserialize().collect::<Result<_, _>>().expect("rows");
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
