//! A table of cells, drawn for people or handed on for CSV and Parquet.

use std::borrow::Cow;

use analytics::{ColumnValues, Table};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Width};
use console::measure_text_width;
pub(crate) use ingest::grouped;

use crate::failure::Failure;

/// One value of a [`Sheet`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing is known, or nothing applies.
    Empty,
    Text(String),
    Count(u64),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn optional(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    pub(crate) fn count(count: u64) -> Self {
        Self::Count(count)
    }

    pub(crate) fn optional_count(count: Option<u64>) -> Self {
        count.map_or(Self::Empty, Self::Count)
    }

    fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
        }
    }

    fn as_count(&self) -> Option<u64> {
        match self {
            Self::Count(count) => Some(*count),
            _ => None,
        }
    }

    fn as_text(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            _ => Some(self.plain()),
        }
    }

    fn draw(&self) -> comfy_table::Cell {
        match self {
            Self::Empty => comfy_table::Cell::new(""),
            Self::Text(text) => comfy_table::Cell::new(clipped(text, CELL)),
            Self::Count(count) => comfy_table::Cell::new(grouped(*count)).set_alignment(CellAlignment::Right),
        }
    }
}

/// Named columns and rows of cells.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
    footnotes: Vec<String>,
}

impl Sheet {
    pub(crate) fn new<H: Into<String>>(headers: impl IntoIterator<Item = H>) -> Self {
        Self { headers: headers.into_iter().map(Into::into).collect(), rows: Vec::new(), footnotes: Vec::new() }
    }

    /// Adds a row; cells that are missing at its end are empty.
    pub(crate) fn push(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut row: Vec<Cell> = cells.into_iter().collect();
        row.resize(self.headers.len(), Cell::Empty);
        self.rows.push(row);
    }

    /// Adds a line below the table; only people see it.
    pub(crate) fn footnote(&mut self, text: impl Into<String>) {
        self.footnotes.push(text.into());
    }

    /// The table as text.
    pub(crate) fn draw(&self) -> String {
        draw(&self.headers, self.rows.iter().map(|row| row.iter().map(Cell::draw).collect()), &self.footnotes, |_| {})
    }

    /// The table as CSV.
    pub(crate) fn to_csv(&self) -> Result<Vec<u8>, Failure> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.headers)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::plain))?;
        }
        writer.into_inner().map_err(|error| Failure::new(error.error()))
    }

    /// The table as Parquet: a column is of numbers where all its cells are.
    pub(crate) fn to_parquet(&self) -> Result<Vec<u8>, Failure> {
        let columns = self.headers.iter().enumerate().map(|(index, header)| {
            let cells = self.rows.iter().filter_map(|row| row.get(index));
            let counts = cells.clone().all(|cell| !matches!(cell, Cell::Text(_))) && cells.clone().count() > 0;
            let values = if counts {
                ColumnValues::Counts(cells.map(Cell::as_count).collect())
            } else {
                ColumnValues::Texts(cells.map(Cell::as_text).collect())
            };
            (header.clone(), values)
        });
        Ok(analytics::parquet(columns.collect())?)
    }
}

/// Characters of a cell that people get to see; the other forms of an answer have all.
const CELL: usize = 160;
/// Characters of a stratum's value that people get to see.
const STRATUM: usize = 40;

fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// An answer of the statistics as text: figures are never broken, names and headings only between words.
pub(crate) fn draw_table(table: &Table) -> String {
    let cells = |row: &Vec<String>| row.iter().map(|text| clipped(text, STRATUM).into_owned()).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    let drawn = rows.iter().map(|row| row.iter().map(comfy_table::Cell::new).collect());
    // A unit stays with what it is of.
    let headers: Vec<String> = table.headers.iter().map(|header| header.replace(" %", "\u{a0}%")).collect();
    draw(&headers, drawn, &table.notes, |drawn| {
        for (index, column) in drawn.column_iter_mut().enumerate() {
            let longest_word = |text: &str| text.split(' ').map(measure_text_width).max().unwrap_or(0);
            let of_cell = |text: &str| if table.numeric[index] { measure_text_width(text) } else { longest_word(text) };
            let cells = rows.iter().map(|row| of_cell(&row[index])).max().unwrap_or(0);
            let least = cells.max(longest_word(&headers[index])) + usize::from(PADDING);
            let least = u16::try_from(least).unwrap_or(u16::MAX);
            if table.numeric[index] {
                column.set_cell_alignment(CellAlignment::Right);
            }
            column.set_padding((0, PADDING)).set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
    })
}

/// Blanks after a column of an answer; the border adds one.
const PADDING: u16 = 1;

/// Headers, rows and notes as text, as wide as the terminal allows, once the columns are as they should be.
fn draw(
    headers: &[String],
    rows: impl Iterator<Item = Vec<comfy_table::Cell>>,
    notes: &[String],
    arrange: impl FnOnce(&mut comfy_table::Table),
) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    if let Some((_, columns)) = console::Term::stdout().size_checked() {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
    }
    table.set_header(headers);
    table.add_rows(rows);
    arrange(&mut table);
    let mut text = table.trim_fmt();
    text.push('\n');
    for note in notes {
        text.push_str(note);
        text.push('\n');
    }
    text
}
