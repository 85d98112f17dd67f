//! What a reader must know of an answer, a sentence a line.

use std::path::Path;

use crate::answer::{Answer, CellsUsed, LifeTableUsed, Provenance};
use crate::method::{Measure, Method};

impl Provenance {
    /// Sentences beneath a table or a picture: what was done, by whose rules, of how many cases, compared with whom,
    /// each exclusion, the notes.
    pub(super) fn caption(&self, done: &str) -> Vec<String> {
        let done = format!("{done}; convention {}, year of {} days", self.convention, self.days_per_year);
        let source = match self.snapshot {
            Some(snapshot) => format!("snapshot {snapshot}"),
            None => file_name(&self.source).to_owned(),
        };
        let filter = self.filter.as_ref().map_or_else(String::new, |filter| format!(" where {filter}"));
        let of = format!("{} of {} {} of {source}{filter}", self.cases_used, self.cases_read, self.counting_unit);
        let mut lines = vec![done, of];
        lines.extend(self.cells.iter().flat_map(cells));
        lines.extend(self.compared());
        let exclusions = self.exclusions.iter().filter(|exclusion| exclusion.count > 0);
        lines.extend(exclusions.map(|exclusion| format!("left out: {} {}", exclusion.count, exclusion.reason)));
        lines.extend(self.notes.iter().cloned());
        lines
    }

    /// The heading of a column of intervals.
    pub(super) fn interval_heading(&self) -> String {
        let level = self.interval.as_ref().map_or(0.95, |interval| interval.level);
        format!("{}% interval", level * 100.0)
    }

    /// The population compared with, the design, the standard: what is not the plainest.
    fn compared(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.life_table.as_ref().map(LifeTableUsed::sentence));
        lines.extend(self.life_table.as_ref().and_then(LifeTableUsed::outside));
        if self.design != "cohort" {
            lines.push(format!("design {}", self.design));
        }
        lines.extend(self.standard.iter().map(|standard| format!("age-standardised, {standard}")));
        lines.extend(self.conditional_on.map(|years| {
            let unit = if years == 1.0 { "year" } else { "years" };
            format!("of those who survived {years} {unit}")
        }));
        lines.extend(self.closing_date.iter().map(|date| format!("potential follow-up to {date}")));
        lines
    }
}

impl Answer {
    /// What a reader must know of an answer: method, interval, source, each exclusion, notes.
    #[must_use]
    pub fn caption(&self) -> Vec<String> {
        let from = &self.provenance;
        let form =
            from.form.as_ref().map_or_else(String::new, |form| format!(", form {form}, intervals {}", from.grid));
        let methods: Vec<&str> = from.algorithms.iter().map(|algorithm| algorithm.id.as_str()).collect();
        from.caption(&format!("{}{form}{}", methods.join(", "), self.intervals()))
    }

    /// Level and scale of the intervals, of those methods that have any.
    fn intervals(&self) -> String {
        let Some(interval) = &self.provenance.interval else { return String::new() };
        let with_limits = self.rows.iter().filter(|row| row.lower.is_finite());
        let mut methods: Vec<Method> = with_limits.map(|row| self.series[row.series].method).collect();
        methods.sort();
        methods.dedup();
        let of = |plain: bool| methods.iter().copied().filter(move |method| is_plain(*method) == plain);
        let plain: Vec<&str> = of(true).map(Method::name).collect();
        let plainly = format!(", of {} on the plain scale", plain.join(" and "));
        let (scale, others) = match (of(false).next(), plain.as_slice()) {
            (None, []) => return String::new(),
            (None, _) => ("plain", ""),
            (Some(_), [_, ..]) if interval.scale != "plain" => (interval.scale.as_str(), plainly.as_str()),
            _ => (interval.scale.as_str(), ""),
        };
        format!("; {}% intervals on the {scale} scale{others}", interval.level * 100.0)
    }
}

/// Whether a method's intervals are on the plain scale whatever was asked for.
fn is_plain(method: Method) -> bool {
    match method {
        Method::Median => false,
        Method::CrudeProbability => true,
        _ => method.measure() == Measure::Years,
    }
}

impl LifeTableUsed {
    fn sentence(&self) -> String {
        let source = self.source.strip_prefix(self.name.as_str()).unwrap_or(&self.source);
        let source = source.trim_start_matches([',', ' ']);
        let source = if source.is_empty() { String::new() } else { format!(" ({source})") };
        let digest = self.sha256.get(..12).unwrap_or(&self.sha256);
        format!("life table {}{source}, sha256 {digest}", file_name(&self.name))
    }

    /// For whom the table did not reach.
    fn outside(&self) -> Option<String> {
        let clamped = self.clamped;
        let ways = [
            (clamped.too_young, "younger than its first age"),
            (clamped.too_old, "older than its last age"),
            (clamped.too_early, "diagnosed before its first year"),
            (clamped.too_late, "followed beyond its last year"),
        ];
        let ways = ways.iter().filter(|(count, _)| *count > 0).map(|(count, way)| format!("{count} {way}"));
        let ways = ways.collect::<Vec<_>>().join(", ");
        let cases = clamped.cases;
        (!ways.is_empty())
            .then(|| format!("outside of the life table, its nearest hazard taken: {cases} cases ({ways})"))
    }
}

/// A file without its folders, which are nobody else's.
fn file_name(path: &str) -> &str {
    Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path)
}

/// What cells an answer was finished from.
fn cells(cells: &CellsUsed) -> Vec<String> {
    let key = &cells.key;
    let cutoff = key.cutoff.as_ref().map_or_else(String::new, |date| format!(", followed to {date}"));
    let mut lines = vec![format!("from cells of {}{cutoff}, sha256 {}", key.unit, &cells.sha256[..12])];
    if cells.withheld.strata > 0 {
        let (strata, people) = (cells.withheld.strata, cells.withheld.people);
        lines.push(format!("withheld from the cells: {strata} strata with {people} people"));
    }
    lines
}
