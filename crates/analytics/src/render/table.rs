//! A table for people to read: few digits, only columns that say something, and few rows where nobody asked for times.

use crate::answer::{Answer, CurveShape, Row, Series};
use crate::grid::Grid;
use crate::method::{Measure, Method};

/// A plain table: the program draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name of each column.
    pub headers: Vec<String>,
    /// Whether each column holds numbers, which align at the right.
    pub numeric: Vec<bool>,
    /// The cells of each row.
    pub rows: Vec<Vec<String>>,
    /// Sentences to print beneath, such as the method and each exclusion.
    pub notes: Vec<String>,
}

/// A column as it is filled.
struct Column {
    header: String,
    is_numeric: bool,
    cells: Vec<String>,
}

/// With more rows a curve, people read them once a year.
const LONG: usize = 60;

impl Answer {
    /// The rows for reading: probabilities and their limits in percent.
    ///
    /// Where the answer has a row for every step of long curves, the table reads them yearly and
    /// says so; the other formats have every row.
    pub(super) fn table(&self) -> Table {
        let read_yearly = self.series.iter().enumerate().any(|(index, series)| {
            self.has_step_rows(series) && self.rows.iter().filter(|row| row.series == index).count() > LONG
        });
        let rows = if read_yearly { self.yearly() } else { self.rows.clone() };
        let mut columns = self.names(&rows);
        columns.push(self.times(&rows));
        columns.extend(self.counts(&rows, read_yearly));
        columns.extend(self.estimates(&rows));
        let mut notes = self.caption();
        if read_yearly {
            notes.insert(
                0,
                "read once a year; ask for other times with --at, or for every step with --format csv".to_owned(),
            );
        }
        Table {
            headers: columns.iter().map(|column| column.header.clone()).collect(),
            numeric: columns.iter().map(|column| column.is_numeric).collect(),
            rows: (0..rows.len()).map(|row| columns.iter().map(|column| column.cells[row].clone()).collect()).collect(),
            notes,
        }
    }

    /// Whether a curve has a row for every step; beside yearly life tables the grid is theirs.
    fn has_step_rows(&self, series: &Series) -> bool {
        let grid = self.provenance.grid.as_str();
        let days = grid.starts_with("every day") || (grid == "yearly" && self.provenance.form.is_some());
        days && (series.shape == CurveShape::Steps || matches!(series.method, Method::YearsLost | Method::Expected))
    }

    fn of(&self, row: &Row) -> &Series {
        &self.series[row.series]
    }

    fn column(&self, rows: &[Row], header: &str, is_numeric: bool, cell: impl Fn(&Series, &Row) -> String) -> Column {
        let cells = rows.iter().map(|row| cell(self.of(row), row)).collect();
        Column { header: header.to_owned(), is_numeric, cells }
    }

    /// Strata, and methods and causes where they differ.
    fn names(&self, rows: &[Row]) -> Vec<Column> {
        let by = self.by.iter().enumerate().map(|(index, name)| {
            self.column(rows, name, false, |series, _| {
                coded(series.values[index].as_deref(), series.labels.get(index).copied().flatten())
            })
        });
        let mut columns: Vec<Column> = by.collect();
        if self.series.iter().any(|series| series.method != self.series[0].method) {
            columns.push(self.column(rows, "method", false, |series, _| series.method.name().to_owned()));
        }
        if self.series.iter().any(|series| series.cause.is_some()) {
            let cause = |series: &Series| series.cause.map_or("-", |cause| cause.name()).to_owned();
            columns.push(self.column(rows, "cause", false, |series, _| cause(series)));
        }
        columns
    }

    /// Shares that have died where only their times are asked for, else times.
    fn times(&self, rows: &[Row]) -> Column {
        let share = |share: f64| decimals(share * 100.0);
        if !rows.is_empty() && rows.iter().all(|row| row.quantile.is_some()) {
            return self.column(rows, "dead %", true, |_, row| row.quantile.map_or_else(String::new, share));
        }
        let means = rows.iter().all(|row| self.of(row).method == Method::RestrictedMean);
        self.column(rows, if means { "within years" } else { "years" }, true, |_, row| match row.quantile {
            None => decimals(row.time_years),
            Some(dead) => format!("{}% dead", share(dead)),
        })
    }

    /// Cases, and deaths and censorings of days, intervals or everybody; what happened on the last day before a time
    /// that was asked for tells a reader nothing.
    fn counts(&self, rows: &[Row], read_yearly: bool) -> Vec<Column> {
        let everybody = self.series.iter().all(|series| series.method.is_of_everybody());
        let header = if everybody { "cases" } else { "at risk" };
        let mut columns = vec![self.column(rows, header, true, |_, row| row.n_risk.to_string())];
        let counted = |series: &Series| match series.method {
            Method::Median | Method::RestrictedMean => everybody,
            method if method.is_of_everybody() => false,
            _ => series.shape == CurveShape::Intervals || (self.has_step_rows(series) && !read_yearly),
        };
        if self.series.iter().any(counted) {
            let cell = |series: &Series, count: u64| if counted(series) { count.to_string() } else { "-".to_owned() };
            columns.push(self.column(rows, "deaths", true, |series, row| cell(series, row.n_event)));
            columns.push(self.column(rows, "censored", true, |series, row| cell(series, row.n_censor)));
        }
        columns
    }

    /// The estimates, and what is known of their precision.
    fn estimates(&self, rows: &[Row]) -> Vec<Column> {
        let (heading, mixed) = self.heading();
        let figure = |series: &Series, figure: f64| match series.method.measure() {
            Measure::Survival | Measure::Death => decimal(figure * 100.0, 1),
            Measure::Years => decimal(figure, 2),
            Measure::Persons => decimal(figure, 1),
        };
        let unit = |series: &Series| match series.method.measure() {
            Measure::Survival | Measure::Death if mixed => "%",
            Measure::Years if mixed => " years",
            _ => "",
        };
        let mut columns = vec![self.column(rows, heading, true, |series, row| match row.quantile {
            Some(_) if !row.estimate.is_finite() => "not reached".to_owned(),
            _ => figure(series, row.estimate) + unit(series),
        })];
        if rows.iter().any(|row| row.std_err.is_finite()) {
            columns.push(self.column(rows, "std. error", true, |series, row| figure(series, row.std_err)));
        }
        if rows.iter().any(|row| row.lower.is_finite() || row.upper.is_finite()) {
            let level = self.provenance.interval_heading();
            columns.push(self.column(rows, &level, true, |series, row| {
                match (row.lower.is_finite(), row.upper.is_finite()) {
                    (false, false) => "-".to_owned(),
                    (true, false) => format!("{} or more", figure(series, row.lower)),
                    (false, true) => format!("{} or less", figure(series, row.upper)),
                    (true, true) => format!("{} to {}", figure(series, row.lower), figure(series, row.upper)),
                }
            }));
        }
        columns
    }

    /// What the estimates are, and whether their units differ from row to row.
    fn heading(&self) -> (&'static str, bool) {
        let measures = || self.series.iter().map(|series| series.method.measure());
        if measures().any(|measure| Some(measure) != measures().next()) {
            return ("estimate", true);
        }
        let mut headings = self.series.iter().map(|series| heading(series.method));
        let first = headings.next().unwrap_or("estimate");
        let same = headings.all(|heading| heading == first);
        match measures().next() {
            Some(Measure::Survival) if !same => ("survival %", false),
            Some(Measure::Years) if !same => ("years", false),
            _ => (first, false),
        }
    }

    /// Rows at whole years, from the rows of every step.
    fn yearly(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, series) in self.series.iter().enumerate() {
            let first = self.rows.partition_point(|row| row.series < index);
            let end = self.rows.partition_point(|row| row.series <= index);
            let steps = &self.rows[first..end];
            if !self.has_step_rows(series) {
                rows.extend_from_slice(steps);
                continue;
            }
            let times = Grid::Yearly.years(series.last_years, self.provenance.days_per_year).unwrap_or_default();
            for time in times.into_iter().filter(|time| *time > 0.0 && *time <= series.last_years) {
                let passed = steps.partition_point(|row| row.time_years <= time);
                let step = passed.checked_sub(1).map(|last| steps[last]);
                rows.extend(step.map(|step| Row {
                    time_years: time,
                    time_days: time * self.provenance.days_per_year,
                    ..step
                }));
            }
        }
        rows
    }
}

/// A value with its label.
pub(super) fn coded(value: Option<&str>, label: Option<&str>) -> String {
    match (value, label) {
        (Some(value), Some(label)) => format!("{value} {label}"),
        (value, _) => value.unwrap_or("(missing)").to_owned(),
    }
}

/// What a method estimates, as a column is headed.
fn heading(method: Method) -> &'static str {
    match method {
        Method::CauseSpecific => "cause-specific survival %",
        Method::EdererI | Method::EdererII | Method::Hakulinen => "relative survival %",
        Method::PoharPerme => "net survival %",
        Method::Expected => "expected survival %",
        Method::CrudeProbability | Method::CumulativeIncidence => "dead %",
        Method::Nessie => "expected alive",
        Method::YearsLost => "years lost",
        Method::Median => "years",
        Method::RestrictedMean => "mean years",
        _ => "observed survival %",
    }
}

/// With two decimals, or none where there are none.
fn decimals(figure: f64) -> String {
    let text = decimal(figure, 2);
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

pub(super) fn decimal(figure: f64, places: usize) -> String {
    if figure.is_finite() { format!("{figure:.places$}") } else { "-".to_owned() }
}

/// A probability of a test: `0.0123`, `<0.0001`.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.0001 { "<0.0001".to_owned() } else { decimal(p, 4) }
}
