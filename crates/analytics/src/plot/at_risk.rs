//! The numbers at risk beneath the time axis, once a stratum.

use svg::node::element::{Group, Path};

use crate::answer::{CurveShape, Series};

use super::draw::{INK, LABEL, MARGIN, ROW, TEXT, anchored, count, round, text};
use super::panel::{Panel, Picture};
use super::scale::Scale;
use super::style::Look;

/// The series that numbers at risk are read from, one a stratum.
pub(super) struct AtRisk<'a> {
    series: Vec<&'a Series>,
}

impl<'a> AtRisk<'a> {
    /// From the curves that know them: by days, where there are both days and intervals.
    pub(super) fn of(picture: &Picture<'a>, panels: &[&Panel<'a>]) -> Self {
        let of = |stratum: usize| {
            let series = panels.iter().flat_map(|panel| &panel.series).filter(|placed| placed.stratum == stratum);
            let knows = series.map(|placed| placed.series).filter(|series| !series.method.is_of_everybody());
            knows.min_by_key(|series| series.shape == CurveShape::Intervals)
        };
        Self { series: (0..picture.strata.len()).filter_map(of).collect() }
    }

    pub(super) fn is_known(&self) -> bool {
        !self.series.is_empty()
    }

    /// The table from `top` on, each number under its tick, and where it ends.
    pub(super) fn draw(&self, picture: &Picture<'_>, x: &Scale, ticks: &[f64], top: f64) -> (Group, f64) {
        let mut group = Group::new().set("class", "at-risk");
        group = group.add(text("Number at risk", MARGIN, top, TEXT, INK).set("font-weight", "bold"));
        let several = picture.strata.len() > 1;
        for (index, (series, stratum)) in self.series.iter().zip(&picture.strata).enumerate() {
            let y = top + ROW * (count(index) + 1.0);
            let mut indent = MARGIN;
            if several {
                let look = if picture.dashed_strata { Look::of(index) } else { Look::pair(index, 0) };
                let sample = Path::new().set("d", format!("M{} {}h18", round(MARGIN), round(y - 4.0)));
                group = group.add(look.stroke(sample).set("fill", "none"));
                indent += 24.0;
            }
            group = group.add(text(&stratum.fitted(TEXT, LABEL), indent, y, TEXT, INK));
            // Who enters an interval after the last one is not known, nor who outlives the ages of a standard.
            let ends = match series.shape {
                CurveShape::Intervals => series.last_years - 1e-9,
                CurveShape::Steps if picture.answer.provenance.standard.is_some() => series.last_years + 1e-9,
                CurveShape::Steps => f64::INFINITY,
            };
            let known = |tick: &&f64| **tick < ends;
            for &tick in ticks.iter().filter(known) {
                group = group.add(anchored(&series.n_risk_at(tick).to_string(), x.at(tick), y, "middle"));
            }
        }
        (group, top + ROW * (count(self.series.len()) + 1.0) + 14.0)
    }
}
