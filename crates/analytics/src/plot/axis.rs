//! The axis of what is measured: its words, its reach, its ticks.

use crate::answer::Cause;
use crate::method::Method;

use super::panel::{Panel, Quantity};
use super::scale::{Scale, round_ticks, tick_label};

/// Estimates above this are cut: where few are left, relative survival runs away.
const MOST_SURVIVAL: f64 = 1.2;

/// An upright axis.
pub(super) struct Axis {
    pub(super) label: &'static str,
    pub(super) scale: Scale,
    /// Values with their labels, from the bottom up.
    pub(super) ticks: Vec<(f64, String)>,
    /// What relative survival may exceed.
    pub(super) whole: Option<f64>,
    /// Whether estimates are beyond its end.
    pub(super) is_cut: bool,
}

impl Axis {
    /// The axis of a panel between the heights `bottom` and `top`.
    pub(super) fn of(panel: &Panel<'_>, has_bands: bool, bottom: f64, top: f64) -> Self {
        let points = || panel.series.iter().flat_map(|placed| &placed.series.curve);
        let most = |value: &dyn Fn(&crate::answer::CurvePoint) -> f64| {
            points().map(value).filter(|value| value.is_finite()).fold(0.0, f64::max)
        };
        let estimates = most(&|point| point.estimate);
        let starts = panel.series.iter().map(|placed| placed.series.at_start()).fold(0.0, f64::max);
        // Limits make an axis longer, but not without end: where few are left they run away.
        let limits = if has_bands { most(&|point| point.upper) } else { 0.0 };
        let least = points().map(|point| point.estimate).filter(|value| value.is_finite()).fold(0.0, f64::min);
        let mut whole = None;
        let (ticks, from, to) = match panel.quantity {
            Quantity::Survival => {
                let reach = estimates.max(limits.min(1.1)).min(MOST_SURVIVAL);
                let to = if reach > 1.005 { (reach * 10.0 - 1e-9).ceil() / 10.0 } else { 1.0 };
                whole = (to > 1.0).then_some(1.0);
                (percent_ticks(to), 0.0, to)
            }
            Quantity::Death if panel.is_stack() => (percent_ticks(1.0), 0.0, 1.0),
            Quantity::Death => {
                let reach = limits.min(estimates * 1.5).max(estimates).min(1.0) * 100.0;
                let ticks = round_ticks(0.0, if reach > 0.0 { reach } else { 100.0 });
                let to = ticks.last().copied().unwrap_or(100.0) / 100.0;
                let label = |tick: &f64| (tick / 100.0, tick_label(*tick, ticks[1] - ticks[0]));
                (ticks.iter().map(label).collect(), 0.0, to)
            }
            _ => {
                let reach = limits.min(estimates * 1.5).max(estimates).max(starts);
                // What is hardly below 0 needs no axis there.
                let least = if least < -0.02 * reach { least.max(-reach) } else { 0.0 };
                let ticks = round_ticks(least, reach);
                let (from, to) = (ticks[0], ticks.last().copied().unwrap_or(1.0));
                let label = |tick: &f64| (*tick, tick_label(*tick, ticks[1] - ticks[0]));
                (ticks.iter().map(label).collect(), from, to)
            }
        };
        Self {
            label: label(panel),
            scale: Scale { from, to, start: bottom, end: top },
            ticks,
            whole,
            is_cut: estimates > to,
        }
    }
}

fn percent_ticks(to: f64) -> Vec<(f64, String)> {
    let ticks = (0_u32..=10).map(|tick| tick * 20).map(|percent| (f64::from(percent) / 100.0, percent.to_string()));
    ticks.filter(|(value, _)| *value <= to + 1e-9).collect()
}

/// What a panel measures, in words.
pub(super) fn label(panel: &Panel<'_>) -> &'static str {
    match panel.quantity {
        Quantity::Survival => {
            let mut kinds = panel.variants.iter().map(|variant| survival(variant.method));
            let first = kinds.next().unwrap_or(SURVIVAL);
            if kinds.all(|kind| kind == first) { first } else { SURVIVAL }
        }
        Quantity::Death if panel.variants.iter().all(|variant| variant.cause == Some(Cause::Cancer)) => {
            "Probability of death from cancer (%)"
        }
        Quantity::Death => "Probability of death (%)",
        Quantity::YearsLost => "Years of life lost",
        Quantity::Persons => "Expected number alive",
        Quantity::Times => "Survival time (years)",
        Quantity::Means => "Mean survival time (years)",
    }
}

const SURVIVAL: &str = "Survival (%)";

fn survival(method: Method) -> &'static str {
    match method {
        Method::CauseSpecific => "Cause-specific survival (%)",
        Method::EdererI | Method::EdererII | Method::Hakulinen => "Relative survival (%)",
        Method::PoharPerme => "Net survival (%)",
        Method::Expected => "Expected survival (%)",
        _ => "Observed survival (%)",
    }
}
