//! What is wrong with a file of edits, and where.

use std::fmt;
use std::ops::Range;

/// A file of edits that cannot be used: all that is wrong with it, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditFileError {
    /// The file's name, as the caller gave it.
    pub file: String,
    /// What is wrong; at least one.
    pub faults: Vec<EditFault>,
}

/// One thing that is wrong with a file of edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditFault {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The edit it is about, where its id could be read.
    pub edit: Option<String>,
    /// What was expected and what was found.
    pub message: String,
    /// What to write instead, where that can be told.
    pub help: Option<String>,
    /// The line's text.
    excerpt: String,
    /// How many characters of the line are meant.
    width: usize,
}

impl fmt::Display for EditFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:{fault}", self.file)?;
        }
        Ok(())
    }
}

impl std::error::Error for EditFileError {}

impl fmt::Display for EditFault {
    /// `LINE:COLUMN: edit ID: message`, then the line with the place marked, then the help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.line, self.column)?;
        if let Some(edit) = &self.edit {
            write!(f, "edit {edit}: ")?;
        }
        writeln!(f, "{}", self.message)?;
        let line = self.line.to_string();
        // Tabs stay tabs, so that the mark stands under its place.
        let before: String =
            self.excerpt.chars().take(self.column - 1).map(|c| if c == '\t' { c } else { ' ' }).collect();
        writeln!(f, "  {line} | {}", self.excerpt)?;
        write!(f, "  {:1$} | {before}{2:^<3$}", "", line.len(), "", self.width)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// A fault while its place is still one of the file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: Range<usize>,
    pub(crate) edit: Option<String>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, edit: None, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn of(mut self, edit: Option<&str>) -> Self {
        self.edit = edit.map(str::to_owned);
        self
    }

    /// Finds the place in the text.
    pub(crate) fn place(self, text: &str) -> EditFault {
        let start = floor(text, self.at.start);
        let end = floor(text, self.at.end).max(start);
        let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let rest = text.get(line_start..).unwrap_or("");
        let excerpt = rest.lines().next().unwrap_or("");
        let line = 1 + text.bytes().take(line_start).filter(|byte| *byte == b'\n').count();
        let count = |range: Range<usize>| text.get(range).map_or(0, |part| part.chars().count());
        let end_of_line = (line_start + excerpt.len()).max(start);
        EditFault {
            line,
            column: 1 + count(line_start..start),
            edit: self.edit,
            message: self.message,
            help: self.help,
            excerpt: excerpt.to_owned(),
            width: count(start..end.min(end_of_line)).max(1),
        }
    }
}

/// The start of the character at `at`, or the end of the text.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_shows_its_place() {
        let text = "a = 1\n\tbé = \"sx = 1\"\n";
        let at = text.find("sx").unwrap();
        let fault = Fault::new(at..at + 2, "no such item sx").help("sex").of(Some("E1")).place(text);
        assert_eq!((fault.line, fault.column), (2, 8));
        assert_eq!(
            fault.to_string(),
            "2:8: edit E1: no such item sx\n  2 | \tbé = \"sx = 1\"\n    | \t      ^^\n  help: sex"
        );
        assert_eq!(Fault::new(900..901, "m").place(text).line, 3);
        assert_eq!(Fault::new(9..9, "m").place(text).column, 3);
        assert_eq!(Fault::new(0..0, "m").place("").to_string(), "1:1: m\n  1 | \n    | ^");
    }
}
