//! A picture in words: its caption, and its description for whoever cannot see it.

use crate::answer::{CurveShape, Series};
use crate::method::Measure;

use super::axis;
use super::forest::Forest;
use super::legend::series_label;
use super::panel::Picture;
use super::scale::year_ticks;
use super::style::printable;
use super::time_panel::{MAX_BANDS, TimePanel};

/// The caption of the answer, and what the picture leaves out.
pub(super) fn caption(picture: &Picture<'_>, panels: &[TimePanel<'_>]) -> Vec<String> {
    let mut lines: Vec<String> = picture.answer.caption().iter().map(|line| printable(line)).collect();
    if picture.hidden > 0 {
        lines.push(format!("{} more groups are in the answer but not in the picture", picture.hidden));
    }
    if panels.iter().any(|panel| panel.panel.is_stack()) {
        lines
            .push("no confidence bands, for causes drawn on top of each other; the table has the intervals".to_owned());
    } else if panels.iter().any(|panel| !panel.has_bands()) {
        lines.push(format!("no confidence bands, for more than {MAX_BANDS} curves"));
    }
    if panels.iter().any(|panel| panel.axis(0.0).is_cut) {
        lines.push("estimates beyond the axis are cut off".to_owned());
    }
    lines
}

/// What is drawn, and estimates at a few times.
pub(super) fn description(picture: &Picture<'_>, panels: &[TimePanel<'_>], forests: &[Forest<'_>]) -> String {
    let mut words = String::new();
    for TimePanel { panel, last_years, .. } in panels {
        let shape = match panel.series.first().map(|placed| placed.series.shape) {
            _ if panel.is_stack() => "Areas on top of each other",
            Some(CurveShape::Intervals) => "Curves of interval estimates",
            _ => "Step curves",
        };
        let of = axis::label(panel).trim_end_matches(" (%)");
        let of = of[..1].to_lowercase() + &of[1..];
        words += &format!(" {shape} of {of} by years since diagnosis.");
        let (ticks, _) = year_ticks(*last_years);
        for placed in &panel.series {
            let label = printable(&series_label(picture, panel, placed));
            words += &format!(" {label}: {} cases", placed.series.cases);
            let within = ticks.iter().filter(|tick| **tick > 0.0 && **tick <= placed.series.last_years);
            for tick in within.take(5) {
                if let Some(estimate) = placed.series.estimate_at(*tick) {
                    let years = if *tick == 1.0 { "year" } else { "years" };
                    words += &format!(", {} at {tick} {years}", figure(placed.series, estimate));
                }
            }
            words += ".";
        }
    }
    for forest in forests {
        words += &forest.description();
    }
    words.trim_start().to_owned()
}

fn figure(series: &Series, estimate: f64) -> String {
    match series.method.measure() {
        Measure::Survival | Measure::Death => format!("{:.0}%", estimate * 100.0),
        Measure::Years => format!("{estimate:.1} years"),
        Measure::Persons => format!("{estimate:.0} people"),
    }
}
