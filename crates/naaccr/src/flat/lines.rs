//! Lines as records, and whose they are.

use std::ops::Range;

use super::columns::{Marks, trimmed};
use super::layout::PATIENT_ID_COLUMNS;
use crate::FlatLines;
use crate::records::{Endless, Record, Records};

/// Fixed-width lines. They end with LF; decoding has made one of CR LF and CR.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    pub(super) flat_lines: FlatLines,
}

impl Records for Lines {
    fn record(&self, text: &[u8], at_end: bool) -> Result<Option<Record>, Endless> {
        let end = memchr::memchr(b'\n', text);
        if end.is_none() && (text.is_empty() || !at_end) {
            return Ok(None);
        }
        let len = end.map_or(text.len(), |end| end + 1);
        Ok(Some(Record { len, body: 0..end.unwrap_or(len), lines: 1, lines_before: 0 }))
    }

    fn patient_id(&self, body: &[u8]) -> Range<usize> {
        // Mostly nothing before the id is wider than a byte.
        let head = body.get(..PATIENT_ID_COLUMNS.end).filter(|head| head.is_ascii());
        if head.is_some() {
            return trimmed(body, PATIENT_ID_COLUMNS);
        }
        let mut marks = Marks::default();
        let columns = marks.line(std::str::from_utf8(body).unwrap_or_default());
        if columns.len() < PATIENT_ID_COLUMNS.end && self.flat_lines == FlatLines::Exact {
            return 0..0;
        }
        trimmed(body, columns.bytes(PATIENT_ID_COLUMNS))
    }
}
