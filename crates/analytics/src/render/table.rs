//! A table for people to read: few digits, and few rows where nobody asked for times.

use crate::answer::{Answer, Row, Series};
use crate::grid::Grid;
use crate::method::Measure;

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

impl Answer {
    /// The rows for reading: survival and its limits in percent.
    ///
    /// Where the answer has a row for every step of long curves, the table reads them yearly and
    /// says so; the other formats have every row.
    pub(super) fn table(&self) -> Table {
        const LONG: usize = 60;
        let step_rows = self.provenance.grid.starts_with("every day");
        let (rows, read_yearly) = if step_rows && self.rows.len() > LONG * self.series.len() {
            (self.yearly(), true)
        } else {
            (self.rows.clone(), false)
        };
        let several = |differ: &dyn Fn(&Series) -> bool| self.series.iter().any(differ);
        let methods = several(&|series| series.method != self.series[0].method);
        let causes = several(&|series| series.cause.is_some());
        let quantiles = rows.iter().any(|row| row.quantile.is_some());
        let mut headers: Vec<String> = self.by.clone();
        let mut texts = headers.len();
        for (shown, name) in [(methods, "method"), (causes, "cause")] {
            if shown {
                headers.push(name.to_owned());
                texts += 1;
            }
        }
        let level = self.provenance.interval_heading();
        let time = if quantiles { "dead %" } else { "years" };
        headers
            .extend([time, "at risk", "deaths", "censored", self.heading(), "std. error", &level].map(str::to_owned));
        let numeric = (0..headers.len()).map(|column| column >= texts).collect();
        let cells = |row: &Row| {
            let series = &self.series[row.series];
            let figure = |figure: f64| match series.method.measure() {
                Measure::Survival | Measure::Death => percent(figure),
                Measure::Years => decimal(figure, 2),
                Measure::Persons => decimal(figure, 1),
            };
            let mut cells: Vec<String> =
                series.values.iter().map(|value| value.clone().unwrap_or_else(|| "(missing)".to_owned())).collect();
            if methods {
                cells.push(series.method.name().to_owned());
            }
            if causes {
                cells.push(series.cause.map_or_else(|| "-".to_owned(), |cause| cause.name().to_owned()));
            }
            cells.extend([
                row.quantile.map_or_else(|| years(row.time_years), |share| decimal(share * 100.0, 0)),
                row.n_risk.to_string(),
                row.n_event.to_string(),
                row.n_censor.to_string(),
                figure(row.estimate),
                figure(row.std_err),
                match (row.lower.is_finite(), row.upper.is_finite()) {
                    (false, false) => "-".to_owned(),
                    (true, false) => format!("{} or more", figure(row.lower)),
                    _ => format!("{} to {}", figure(row.lower), figure(row.upper)),
                },
            ]);
            cells
        };
        let mut notes = self.caption();
        if read_yearly {
            notes.insert(
                0,
                "read once a year; ask for other times with --at, or for every step with --format csv".to_owned(),
            );
        }
        Table { headers, numeric, rows: rows.iter().map(cells).collect(), notes }
    }

    /// What a reader must know of an answer: method, interval, source, each exclusion, notes.
    #[must_use]
    pub fn caption(&self) -> Vec<String> {
        let from = &self.provenance;
        let form =
            from.form.as_ref().map_or_else(String::new, |form| format!(", form {form}, intervals {}", from.grid));
        let methods: Vec<&str> = from.algorithms.iter().map(|algorithm| algorithm.id.as_str()).collect();
        let interval = from.interval.as_ref().map_or_else(String::new, |interval| {
            format!("; {}% intervals on the {} scale", interval.level * 100.0, interval.scale)
        });
        from.caption(&format!("{}{form}{interval}", methods.join(", ")))
    }

    /// What the estimates are.
    fn heading(&self) -> &'static str {
        let measures: Vec<Measure> = self.series.iter().map(|series| series.method.measure()).collect();
        match measures.first() {
            Some(first) if measures.iter().any(|measure| measure != first) => "estimate",
            Some(Measure::Death) => "dead %",
            Some(Measure::Years) => "years lived",
            Some(Measure::Persons) => "alive",
            _ => "survival %",
        }
    }

    /// Rows at whole years, from the rows of every step.
    fn yearly(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, series) in self.series.iter().enumerate() {
            let first = self.rows.partition_point(|row| row.series < index);
            let end = self.rows.partition_point(|row| row.series <= index);
            let steps = &self.rows[first..end];
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

fn years(years: f64) -> String {
    let text = format!("{years:.2}");
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

pub(super) fn decimal(figure: f64, places: usize) -> String {
    if figure.is_finite() { format!("{figure:.places$}") } else { "-".to_owned() }
}

fn percent(share: f64) -> String {
    decimal(share * 100.0, 1)
}

/// A probability of a test: `0.0123`, `<0.0001`.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.0001 { "<0.0001".to_owned() } else { decimal(p, 4) }
}
