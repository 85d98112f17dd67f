//! A table for people to read: few digits, and few rows where nobody asked for times.

use crate::answer::{Answer, Row};
use crate::grid::Grid;

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
    #[must_use]
    pub fn to_table(&self) -> Table {
        const LONG: usize = 60;
        let step_rows = self.provenance.grid.starts_with("every day");
        let (rows, read_yearly) = if step_rows && self.rows.len() > LONG * self.strata.len() {
            (self.yearly(), true)
        } else {
            (self.rows.clone(), false)
        };
        let mut headers: Vec<String> = self.by.clone();
        let level = format!("{}% interval", self.provenance.interval.level * 100.0);
        headers
            .extend(["years", "at risk", "deaths", "censored", "survival %", "std. error", &level].map(str::to_owned));
        let numeric = (0..headers.len()).map(|column| column >= self.by.len()).collect();
        let cells = |row: &Row| {
            let values = &self.strata[row.stratum].values;
            let mut cells: Vec<String> =
                values.iter().map(|value| value.clone().unwrap_or_else(|| "(missing)".to_owned())).collect();
            cells.extend([
                years(row.time_years),
                row.n_risk.to_string(),
                row.n_event.to_string(),
                row.n_censor.to_string(),
                percent(row.estimate),
                percent(row.std_err),
                if row.lower.is_finite() && row.upper.is_finite() {
                    format!("{} to {}", percent(row.lower), percent(row.upper))
                } else {
                    "-".to_owned()
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
        let method = format!(
            "{}{form}; {}% intervals on the {} scale; convention {}, year of {} days",
            from.algorithm.id,
            from.interval.level * 100.0,
            from.interval.scale,
            from.convention,
            from.days_per_year
        );
        let source = match from.snapshot {
            Some(snapshot) => format!("snapshot {snapshot}"),
            None => from.source.clone(),
        };
        let filter = from.filter.as_ref().map_or_else(String::new, |filter| format!(" where {filter}"));
        let mut lines = vec![
            method,
            format!("{} of {} {} of {source}{filter}", from.cases_used, from.cases_read, from.counting_unit),
        ];
        let exclusions = from.exclusions.iter().filter(|exclusion| exclusion.count > 0);
        lines.extend(exclusions.map(|exclusion| format!("left out: {} {}", exclusion.count, exclusion.reason)));
        lines.extend(from.notes.iter().cloned());
        lines
    }

    /// Rows at whole years, from the rows of every step.
    fn yearly(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, stratum) in self.strata.iter().enumerate() {
            let first = self.rows.partition_point(|row| row.stratum < index);
            let end = self.rows.partition_point(|row| row.stratum <= index);
            let steps = &self.rows[first..end];
            let times = Grid::Yearly.years(stratum.last_years, self.provenance.days_per_year).unwrap_or_default();
            for time in times.into_iter().filter(|time| *time > 0.0 && *time <= stratum.last_years) {
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

fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1}", share * 100.0) } else { "-".to_owned() }
}
