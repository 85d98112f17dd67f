//! The outlines of curves and bands.

use std::fmt::Write as _;

use super::scale::Scale;
use crate::answer::{CurvePoint, CurveShape, Series};

/// Points nearer to each other than this on paper, in pixels, are drawn as one.
const NEAR: f64 = 0.4;
/// What differs in height by less than this is written the same.
const LEVEL: f64 = 0.05;

/// Where curves are drawn, and when they start.
pub(super) struct Frame {
    pub(super) x: Scale,
    pub(super) y: Scale,
    /// Years from the origin.
    pub(super) start: f64,
}

impl Frame {
    fn place(&self, years: f64, value: f64) -> (f64, f64) {
        (self.x.at(years), self.y.at(value))
    }
}

/// The line of a curve from where nothing has happened yet.
pub(super) fn curve(series: &Series, frame: &Frame) -> String {
    let known = series.curve.iter().take_while(|point| point.estimate.is_finite());
    let points = std::iter::once((frame.start, series.at_start()));
    let points = points.chain(known.map(|point| (point.years, point.estimate)));
    let points = thinned(points.map(|(years, value)| frame.place(years, value)).collect(), series.shape);
    let mut path = String::new();
    draw(&mut path, &points, 'M', series.shape);
    path
}

/// The outlines of a confidence band: one for each stretch of times that has limits.
pub(super) fn band(series: &Series, frame: &Frame) -> Vec<String> {
    let has_limits = |point: &CurvePoint| point.lower.is_finite() && point.upper.is_finite();
    // While nothing has happened, limits are not available or are the estimate.
    let still = |point: &&CurvePoint| point.estimate.total_cmp(&series.at_start()).is_eq();
    let points = &series.curve[series.curve.iter().take_while(still).count()..];
    let mut outlines = Vec::new();
    for stretch in points.chunk_by(|a, b| has_limits(a) == has_limits(b)).filter(|stretch| has_limits(&stretch[0])) {
        let edge = |limit: fn(&CurvePoint) -> f64| {
            let points = stretch.iter().map(|point| frame.place(point.years, limit(point)));
            thinned(points.collect(), series.shape)
        };
        let mut upper = edge(|point| point.upper);
        let mut lower = edge(|point| point.lower);
        if series.shape == CurveShape::Intervals && std::ptr::eq(stretch.as_ptr(), points.as_ptr()) {
            upper.insert(0, frame.place(frame.start, series.at_start()));
        }
        lower.reverse();
        let mut path = String::new();
        draw(&mut path, &upper, 'M', series.shape);
        // Backwards a step falls before it runs.
        draw_back(&mut path, &lower, series.shape);
        path.push('Z');
        outlines.push(path);
    }
    outlines
}

/// The area beneath the sum of curves.
pub(super) fn stack(series: &[&Series], frame: &Frame) -> String {
    let mut times: Vec<f64> = series.iter().flat_map(|series| &series.curve).map(|point| point.years).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let sum = |years: f64| series.iter().map(|series| series.estimate_at(years)).sum::<Option<f64>>();
    let sums = times.iter().map_while(|years| Some((*years, sum(*years)?)));
    let points = std::iter::once((frame.start, 0.0)).chain(sums);
    let shape = series.first().map_or(CurveShape::Steps, |series| series.shape);
    let points = thinned(points.map(|(years, value)| frame.place(years, value)).collect(), shape);
    let mut path = String::new();
    draw(&mut path, &points, 'M', shape);
    let _ = write!(path, "V{}H{}Z", short(frame.y.at(0.0)), short(frame.x.at(frame.start)));
    path
}

fn draw(path: &mut String, points: &[(f64, f64)], first: char, shape: CurveShape) {
    for (index, &(x, y)) in points.iter().enumerate() {
        let _ = match (index, shape) {
            (0, _) => write!(path, "{first}{} {}", short(x), short(y)),
            (_, CurveShape::Steps) => write!(path, "H{}V{}", short(x), short(y)),
            (_, CurveShape::Intervals) => write!(path, "L{} {}", short(x), short(y)),
        };
    }
}

fn draw_back(path: &mut String, points: &[(f64, f64)], shape: CurveShape) {
    for (index, &(x, y)) in points.iter().enumerate() {
        let _ = match (index, shape) {
            (0, _) | (_, CurveShape::Intervals) => write!(path, "L{} {}", short(x), short(y)),
            (_, CurveShape::Steps) => write!(path, "V{}H{}", short(y), short(x)),
        };
    }
}

/// Without the points that nobody could tell from the one before, and without those at which a step curve does not
/// step; the last one stays.
fn thinned(points: Vec<(f64, f64)>, shape: CurveShape) -> Vec<(f64, f64)> {
    let last = points.len().saturating_sub(1);
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (index, point) in points.into_iter().enumerate() {
        let needless = kept.last().is_some_and(|kept| {
            let (along, up) = ((kept.0 - point.0).abs(), (kept.1 - point.1).abs());
            (along < NEAR && up < NEAR) || (shape == CurveShape::Steps && up < LEVEL)
        });
        if !needless || index == last {
            kept.push(point);
        }
    }
    kept
}

/// To a tenth of a pixel: curves of every day are long.
fn short(coordinate: f64) -> f64 {
    (coordinate * 10.0).round() / 10.0
}
