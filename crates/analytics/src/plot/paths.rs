//! The outlines of curves and bands.

use std::fmt::Write as _;

use super::scale::Scale;
use crate::answer::{CurvePoint, CurveShape, Series};

/// Points nearer to each other than this on paper, in pixels, are drawn as one.
const NEAR: f64 = 0.25;

/// The line of a curve from survival 1 at time 0.
pub(super) fn curve(series: &Series, x: &Scale, y: &Scale) -> String {
    let known = series.curve.iter().take_while(|point| point.estimate.is_finite());
    let points = std::iter::once((0.0, 1.0)).chain(known.map(|point| (point.years, point.estimate)));
    let points = thinned(points.map(|(years, share)| (x.at(years), y.at(share))).collect());
    let mut path = String::new();
    draw(&mut path, &points, 'M', series.shape);
    path
}

/// The outlines of a confidence band: one for each stretch of times that has limits.
pub(super) fn band(series: &Series, x: &Scale, y: &Scale) -> Vec<String> {
    let has_limits = |point: &CurvePoint| point.lower.is_finite() && point.upper.is_finite();
    let mut points = series.curve.clone();
    // While everybody is alive, limits are not available or are 1.
    let alive = points.iter().take_while(|point| point.estimate >= 1.0).count();
    points.drain(..alive);
    let mut outlines = Vec::new();
    for stretch in points.chunk_by(|a, b| has_limits(a) == has_limits(b)).filter(|stretch| has_limits(&stretch[0])) {
        let edge = |limit: fn(&CurvePoint) -> f64| {
            let points: Vec<_> = stretch.iter().map(|point| (x.at(point.years), y.at(limit(point)))).collect();
            thinned(points)
        };
        let mut upper = edge(|point| point.upper);
        let mut lower = edge(|point| point.lower);
        if series.shape == CurveShape::Intervals {
            upper.insert(0, (x.at(0.0), y.at(1.0)));
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

/// Without the points that nobody could tell from the one before; the last one stays.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let last = points.len().saturating_sub(1);
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (index, point) in points.into_iter().enumerate() {
        let near = kept.last().is_some_and(|kept| (kept.0 - point.0).abs() < NEAR && (kept.1 - point.1).abs() < NEAR);
        if !near || index == last {
            kept.push(point);
        }
    }
    kept
}

fn short(coordinate: f64) -> f64 {
    (coordinate * 100.0).round() / 100.0
}
