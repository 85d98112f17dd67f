//! What is drawn together: series on one axis, of strata and of what differs within them.

use crate::answer::{Answer, Cause, Series};
use crate::method::{Measure, Method};

use super::draw::{LABEL, MARGIN, TEXT};
use super::style::{fitted, fitted_together, printable, width};

/// Curves beyond this many are left out of a panel, and the picture says so.
const MAX_CURVES: usize = 16;
/// The same for dots with intervals.
const MAX_DOTS: usize = 40;
/// Room for a sample of a line, and for half a number at risk.
const SAMPLE: f64 = 26.0;
const NUMBER: f64 = 30.0;

/// An answer, sorted for drawing.
pub(super) struct Picture<'a> {
    pub(super) answer: &'a Answer,
    /// Strata that are drawn.
    pub(super) strata: Vec<Stratum>,
    /// Strata that there is no room for.
    pub(super) hidden: usize,
    pub(super) panels: Vec<Panel<'a>>,
    /// Whether dashes tell strata apart, which they do where nothing else differs in any panel.
    pub(super) dashed_strata: bool,
    /// Room for labels before the panels.
    pub(super) left: f64,
}

/// The name of a stratum.
pub(super) struct Stratum {
    /// The values of the `by` columns, joined.
    pub(super) label: String,
    values: Vec<String>,
}

/// Series that share an axis.
pub(super) struct Panel<'a> {
    pub(super) quantity: Quantity,
    /// What differs within a stratum.
    pub(super) variants: Vec<Variant>,
    pub(super) series: Vec<Placed<'a>>,
}

/// A series, by the stratum and the variant it is of.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) series: &'a Series,
    /// Its place in the answer.
    pub(super) index: usize,
    pub(super) stratum: usize,
    pub(super) variant: usize,
}

/// A method, and a cause of death where it tells causes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) method: Method,
    pub(super) cause: Option<Cause>,
}

/// What an axis measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quantity {
    Survival,
    Death,
    YearsLost,
    Persons,
    /// Quantiles of survival time.
    Times,
    /// Mean survival times.
    Means,
}

impl Quantity {
    fn of(method: Method) -> Self {
        match (method, method.measure()) {
            (Method::Median, _) => Self::Times,
            (Method::RestrictedMean, _) => Self::Means,
            (_, Measure::Survival) => Self::Survival,
            (_, Measure::Death) => Self::Death,
            (_, Measure::Years) => Self::YearsLost,
            (_, Measure::Persons) => Self::Persons,
        }
    }

    /// Whether it is a figure of each group rather than a curve over time.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Self::Times | Self::Means)
    }
}

impl<'a> Picture<'a> {
    pub(super) fn of(answer: &'a Answer) -> Self {
        let mut strata: Vec<&Series> = Vec::new();
        let mut panels: Vec<Panel<'a>> = Vec::new();
        for (index, series) in answer.series.iter().enumerate() {
            // Series of a stratum follow one another.
            if strata.last().is_none_or(|last| last.values != series.values) {
                strata.push(series);
            }
            let quantity = Quantity::of(series.method);
            let at = panels.iter().position(|panel| panel.quantity == quantity).unwrap_or_else(|| {
                panels.push(Panel { quantity, variants: Vec::new(), series: Vec::new() });
                panels.len() - 1
            });
            panels[at].place(series, index, strata.len() - 1);
        }
        panels.sort_by_key(|panel| panel.quantity);
        let fit = panels.iter().map(|panel| panel.most_strata(answer)).min().unwrap_or(MAX_CURVES);
        let shown = strata.len().min(fit);
        for panel in &mut panels {
            panel.series.retain(|placed| placed.stratum < shown);
        }
        let strata_shown: Vec<Stratum> = strata[..shown].iter().map(|series| Stratum::of(series)).collect();
        let widest = strata_shown.iter().map(|stratum| width(&stratum.label, TEXT)).fold(0.0, f64::max);
        Self {
            answer,
            hidden: strata.len() - shown,
            strata: strata_shown,
            dashed_strata: panels.iter().all(|panel| panel.quantity.is_single() || panel.variants.len() == 1),
            panels,
            left: (MARGIN + SAMPLE + widest.min(LABEL) + NUMBER).max(MARGIN + 90.0),
        }
    }

    /// The heading of the strata.
    pub(super) fn by(&self) -> String {
        printable(&self.answer.by.join(", "))
    }
}

impl Stratum {
    fn of(series: &Series) -> Self {
        Self { label: printable(&series.label()), values: series.called().map(printable).collect() }
    }

    /// The label, or as much of each value as has room.
    pub(super) fn fitted(&self, size: f64, room: f64) -> String {
        if width(&self.label, size) <= room || self.values.is_empty() {
            return fitted(&self.label, size, room);
        }
        fitted_together(&self.values, size, room)
    }
}

impl<'a> Panel<'a> {
    fn place(&mut self, series: &'a Series, index: usize, stratum: usize) {
        let of = Variant { method: series.method, cause: series.cause };
        let variant = self.variants.iter().position(|known| *known == of).unwrap_or_else(|| {
            self.variants.push(of);
            self.variants.len() - 1
        });
        self.series.push(Placed { series, index, stratum, variant });
    }

    /// How many strata there is room for.
    fn most_strata(&self, answer: &Answer) -> usize {
        if !self.quantity.is_single() {
            return (MAX_CURVES / self.variants.len()).max(1);
        }
        let rows_each = self.series.iter().map(|placed| placed.rows(answer).count()).max().unwrap_or(1);
        (MAX_DOTS / (rows_each * self.variants.len()).max(1)).max(1)
    }

    /// Whether all of a group's deaths are told apart by cause, so that causes can be put on top of each other.
    pub(super) fn is_stack(&self) -> bool {
        let causes: Vec<Cause> = self.series.iter().filter_map(|placed| placed.series.cause).collect();
        causes == [Cause::Cancer, Cause::Other] && self.series.len() == 2
    }
}

impl<'a> Placed<'a> {
    /// The rows of the series.
    pub(super) fn rows(&self, answer: &'a Answer) -> impl Iterator<Item = &'a crate::answer::Row> + use<'a> {
        let index = self.index;
        answer.rows.iter().filter(move |row| row.series == index)
    }
}
