//! What a reader must know of where an answer comes from.

use crate::answer::Provenance;

impl Provenance {
    /// Sentences beneath a table or a picture: what was done, by whose rules, of how many cases, compared with whom,
    /// each exclusion, the notes.
    pub(super) fn caption(&self, done: &str) -> Vec<String> {
        let done = format!("{done}; convention {}, year of {} days", self.convention, self.days_per_year);
        let source = match self.snapshot {
            Some(snapshot) => format!("snapshot {snapshot}"),
            None => self.source.clone(),
        };
        let filter = self.filter.as_ref().map_or_else(String::new, |filter| format!(" where {filter}"));
        let of = format!("{} of {} {} of {source}{filter}", self.cases_used, self.cases_read, self.counting_unit);
        let mut lines = vec![done, of];
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
        if let Some(table) = &self.life_table {
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
        if self.design != "cohort" {
            lines.push(format!("design {}", self.design));
        }
        lines.extend(self.standard.iter().map(|standard| format!("age-standardised, {standard}")));
        lines.extend(self.conditional_on.map(|years| format!("given that {years} years were survived")));
        lines.extend(self.closing_date.iter().map(|date| format!("potential follow-up to {date}")));
        lines
    }
}
