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
    #[must_use]
    pub fn to_table(&self) -> Table {
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
        let level = format!("{}% interval", self.provenance.interval.level * 100.0);
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
        let method = format!(
            "{}{form}; {}% intervals on the {} scale; convention {}, year of {} days",
            methods.join(", "),
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
        lines.extend(self.compared());
        let exclusions = from.exclusions.iter().filter(|exclusion| exclusion.count > 0);
        lines.extend(exclusions.map(|exclusion| format!("left out: {} {}", exclusion.count, exclusion.reason)));
        lines.extend(from.notes.iter().cloned());
        lines
    }

    /// The population compared with, the design, the standard: what is not the plainest.
    fn compared(&self) -> Vec<String> {
        let from = &self.provenance;
        let mut lines = Vec::new();
        if let Some(table) = &from.life_table {
            lines.push(format!("life table {} ({}), sha256 {}", table.name, table.source, &table.sha256[..12]));
            let clamped = table.clamped;
            let ways = [
                (clamped.too_young, "younger than its first age"),
                (clamped.too_old, "older than its last age"),
                (clamped.too_early, "diagnosed before its first year"),
                (clamped.too_late, "followed beyond its last year"),
            ];
            let ways = ways.iter().filter(|(count, _)| *count > 0).map(|(count, way)| format!("{count} {way}"));
            let ways: Vec<String> = ways.collect();
            if !ways.is_empty() {
                let ways = ways.join(", ");
                lines.push(format!(
                    "outside of the life table, its nearest hazard taken: {} cases ({ways})",
                    clamped.cases
                ));
            }
        }
        if from.design != "cohort" {
            lines.push(format!("design {}", from.design));
        }
        lines.extend(from.standard.iter().map(|standard| format!("age-standardised, {standard}")));
        lines.extend(from.conditional_on.map(|years| format!("given that {years} years were survived")));
        lines.extend(from.closing_date.iter().map(|date| format!("potential follow-up to {date}")));
        lines
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

fn decimal(figure: f64, places: usize) -> String {
    if figure.is_finite() { format!("{figure:.places$}") } else { "-".to_owned() }
}

fn percent(share: f64) -> String {
    decimal(share * 100.0, 1)
}
