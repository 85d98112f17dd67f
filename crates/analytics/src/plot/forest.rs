//! Figures of each group that are no curves: dots with their intervals.

use svg::node::element::{Circle, Group, Path};

use crate::answer::{Answer, Row};

use super::draw::{FAINT, INK, LABEL, MARGIN, ROW, RULE, SMALL, TEXT, WIDTH, anchored, count, line, round, text};
use super::panel::{Panel, Picture, Quantity};
use super::scale::{Scale, round_ticks, tick_label};
use super::style::{Look, fitted, width};

/// Room for the columns of figures beside the dots.
const FIGURES: f64 = 216.0;
/// How far the lines of a group stand in.
const INDENT: f64 = 14.0;

/// A panel of dots.
pub(super) struct Forest<'a> {
    picture: &'a Picture<'a>,
    lines: Vec<Entry<'a>>,
    heading: String,
}

/// A line: the name of a group, a figure, or both.
struct Entry<'a> {
    label: String,
    stratum: usize,
    row: Option<&'a Row>,
    is_part: bool,
}

impl<'a> Forest<'a> {
    /// The panels of a picture.
    pub(super) fn all(picture: &'a Picture<'a>) -> Vec<Self> {
        picture.panels.iter().filter(|panel| panel.quantity.is_single()).map(|panel| Self::of(picture, panel)).collect()
    }

    fn of(picture: &'a Picture<'a>, panel: &'a Panel<'a>) -> Self {
        let answer = picture.answer;
        let mut lines = Vec::new();
        for placed in &panel.series {
            let label =
                picture.strata.get(placed.stratum).map_or_else(String::new, |stratum| stratum.fitted(TEXT, LABEL));
            let rows: Vec<&Row> = placed.rows(answer).collect();
            let stratum = placed.stratum;
            if let [row] = rows.as_slice() {
                lines.push(Entry { label, stratum, row: Some(*row), is_part: false });
                continue;
            }
            lines.push(Entry { label, stratum, row: None, is_part: false });
            lines.extend(rows.into_iter().map(|row| {
                let share = row.quantile.map_or_else(String::new, |share| format!("{}% have died", share_label(share)));
                Entry { label: share, stratum, row: Some(row), is_part: true }
            }));
        }
        Self { picture, heading: heading(panel, answer), lines }
    }

    /// The figures in words.
    pub(super) fn description(&self) -> String {
        let mut words = format!(" {}:", self.heading);
        let mut group = "";
        for entry in &self.lines {
            match entry.row {
                None => group = &entry.label,
                Some(row) if entry.is_part => words += &format!(" {group}, {}: {};", entry.label, figures(row)),
                Some(row) => words += &format!(" {}: {};", entry.label, figures(row)),
            }
        }
        words.trim_end_matches(';').to_owned() + "."
    }

    /// Where the dots begin: beyond the labels.
    fn left(&self) -> f64 {
        let parts = self.lines.iter().filter(|entry| entry.is_part).map(|entry| width(&entry.label, TEXT));
        self.picture.left.max(MARGIN + INDENT + parts.fold(0.0, f64::max) + 14.0)
    }

    /// The panel from `top` on, and where it ends.
    pub(super) fn draw(&self, top: f64) -> (Group, f64) {
        let (left, right) = (self.left(), self.picture.left + WIDTH - FIGURES);
        let rows = || self.lines.iter().filter_map(|entry| entry.row);
        let known = |values: &[f64]| values.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
        let most = rows().map(|row| known(&[row.estimate, row.lower, row.upper])).fold(0.0, f64::max);
        let ticks = round_ticks(0.0, most);
        let to = ticks.last().copied().unwrap_or(1.0);
        let x = Scale { from: 0.0, to, start: left, end: right };

        let mut group = Group::new().set("class", "forest");
        let (cases, interval) = (right + 66.0, right + 86.0);
        let level = self.picture.answer.provenance.interval.as_ref().map_or(0.95, |interval| interval.level) * 100.0;
        group = group.add(anchored("Cases", cases, top, "end").set("font-weight", "bold"));
        group =
            group.add(text(&format!("Years ({level}% interval)"), interval, top, TEXT, INK).set("font-weight", "bold"));
        if self.picture.strata.len() > 1 || !self.picture.answer.by.is_empty() {
            let by = fitted(&self.picture.by(), TEXT, LABEL);
            group = group.add(text(&by, MARGIN, top, TEXT, INK).set("font-weight", "bold"));
        }
        let first = top + 12.0;
        let bottom = first + (ROW + 3.0) * count(self.lines.len()) + 6.0;
        for tick in &ticks {
            let at = x.at(*tick);
            group = group.add(line((at, first), (at, bottom), if *tick == 0.0 { INK } else { RULE }));
            group = group.add(line((at, bottom), (at, bottom + 5.0), INK));
            group = group.add(anchored(&tick_label(*tick, ticks[1] - ticks[0]), at, bottom + 19.0, "middle"));
        }
        group = group.add(line((left, bottom), (right, bottom), INK));
        group = group.add(anchored(&self.heading, f64::midpoint(left, right), bottom + 38.0, "middle"));
        for (index, entry) in self.lines.iter().enumerate() {
            let y = first + (ROW + 3.0) * (count(index) + 0.5) + 3.0;
            let (indent, ink) = if entry.is_part { (INDENT, FAINT) } else { (0.0, INK) };
            let label = fitted(&entry.label, TEXT, left - MARGIN - indent - 10.0);
            group = group.add(text(&label, MARGIN + indent, y + 4.0, TEXT, ink));
            if let Some(row) = entry.row {
                group = dot(group, row, &x, y, Look::of(entry.stratum).colour);
                group = group.add(anchored(&row.n_risk.to_string(), cases, y + 4.0, "end"));
                group = group.add(text(&figures(row), interval, y + 4.0, SMALL, INK));
            }
        }
        (group, bottom + 68.0)
    }
}

/// An estimate with its interval; an arrow where the interval has no upper end.
fn dot(mut group: Group, row: &Row, x: &Scale, y: f64, colour: &str) -> Group {
    if row.lower.is_finite() {
        let (from, open) = (x.at(row.lower), !row.upper.is_finite());
        let to = if open { x.end + 4.0 } else { x.at(row.upper) };
        let mut path = format!("M{} {}v8m0 -4H{}", round(from), round(y - 4.0), round(to));
        path += if open { "m-5 -4l5 4l-5 4" } else { "m0 -4v8" };
        let interval = Path::new().set("d", path).set("stroke", colour).set("stroke-width", 1.6).set("fill", "none");
        group = group.add(interval);
    }
    if row.estimate.is_finite() {
        let (cx, cy) = (round(x.at(row.estimate)), round(y));
        group = group.add(Circle::new().set("cx", cx).set("cy", cy).set("r", 4).set("fill", colour));
    }
    group
}

fn figures(row: &Row) -> String {
    let estimate = if row.estimate.is_finite() { format!("{:.2}", row.estimate) } else { "not reached".to_owned() };
    match (row.lower.is_finite(), row.upper.is_finite()) {
        (true, true) => format!("{estimate} ({:.2} to {:.2})", row.lower, row.upper),
        (true, false) => format!("{estimate} ({:.2} or more)", row.lower),
        (false, _) => estimate,
    }
}

/// What the dots are.
fn heading(panel: &Panel<'_>, answer: &Answer) -> String {
    let rows = || panel.series.iter().flat_map(|placed| placed.rows(answer));
    if panel.quantity == Quantity::Means {
        let horizons = rows().map(|row| row.time_years).filter(|years| years.is_finite());
        let (least, most) = horizons.fold((f64::INFINITY, 0.0), |(least, most), to| (to.min(least), to.max(most)));
        return if least >= most {
            format!("Mean survival time within {} years (years)", share_label(most / 100.0))
        } else {
            "Mean survival time to the end of follow-up (years)".to_owned()
        };
    }
    let mut shares = rows().filter_map(|row| row.quantile);
    let median = shares.all(|share| (share - 0.5).abs() < 1e-9);
    if median { "Median survival time (years)".to_owned() } else { "Survival time (years)".to_owned() }
}

/// A share in percent, without needless digits.
fn share_label(share: f64) -> String {
    ((share * 1e4).round() / 100.0).to_string()
}
