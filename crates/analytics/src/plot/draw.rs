//! Pieces of SVG, and the measures that everything on paper shares.

use svg::node::Value;
use svg::node::element::{Line, Text};

/// The width of panels, pixels.
pub(super) const WIDTH: f64 = 560.0;
/// The room around a picture.
pub(super) const MARGIN: f64 = 20.0;
/// A line of a table.
pub(super) const ROW: f64 = 17.0;
/// The size of a text, and of a caption's.
pub(super) const TEXT: f64 = 12.0;
pub(super) const SMALL: f64 = 11.0;
/// The most room a label gets.
pub(super) const LABEL: f64 = 170.0;
pub(super) const INK: &str = "#222222";
pub(super) const FAINT: &str = "#666666";
pub(super) const RULE: &str = "#e3e3e3";

pub(super) fn text(content: &str, x: f64, y: f64, size: f64, fill: &str) -> Text {
    Text::new(content).set("x", round(x)).set("y", round(y)).set("font-size", size).set("fill", fill)
}

/// A text that is in the middle of `x`, or ends there.
pub(super) fn anchored(content: &str, x: f64, y: f64, anchor: &str) -> Text {
    text(content, x, y, TEXT, INK).set("text-anchor", anchor)
}

pub(super) fn line(from: (f64, f64), to: (f64, f64), stroke: &str) -> Line {
    Line::new()
        .set("x1", round(from.0))
        .set("y1", round(from.1))
        .set("x2", round(to.0))
        .set("y2", round(to.1))
        .set("stroke", stroke)
        .set("stroke-width", 1)
}

/// A coordinate to a hundredth of a pixel.
pub(super) fn round(coordinate: f64) -> Value {
    ((coordinate * 100.0).round() / 100.0).into()
}

/// A small number of things, as a length is reckoned.
pub(super) fn count(things: usize) -> f64 {
    f64::from(u32::try_from(things).unwrap_or(u32::MAX))
}
