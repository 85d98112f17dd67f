//! Curves over time, or causes of death on top of each other.

use svg::node::element::{Circle, ClipPath, Definitions, Group, Path, Rectangle, Title};

use crate::answer::CurveShape;

use super::at_risk::AtRisk;
use super::axis::Axis;
use super::draw::{INK, RULE, TEXT, WIDTH, anchored, line, round, text};
use super::legend::{Legend, STACK, look, series_label};
use super::panel::{Panel, Picture};
use super::paths::{Frame, band, curve, stack};
use super::scale::{Scale, year_ticks};

/// With more curves than this, bands would hide each other.
pub(super) const MAX_BANDS: usize = 8;
/// Points of interval estimates are marked where there are no more than this.
const MAX_MARKS: usize = 40;
/// The height of the only panel, and of one of several.
const ALONE: f64 = 340.0;
const AMONG: f64 = 250.0;

/// A panel with time on its axis.
pub(super) struct TimePanel<'a> {
    picture: &'a Picture<'a>,
    pub(super) panel: &'a Panel<'a>,
    legend: Legend,
    at_risk: AtRisk<'a>,
    pub(super) last_years: f64,
    height: f64,
}

impl<'a> TimePanel<'a> {
    /// The panels of a picture; all end at the same time.
    pub(super) fn all(picture: &'a Picture<'a>) -> Vec<Self> {
        let panels: Vec<_> = picture.panels.iter().filter(|panel| !panel.quantity.is_single()).collect();
        let series = panels.iter().flat_map(|panel| &panel.series);
        let last_years = series.map(|placed| placed.series.last_years).fold(0.0, f64::max);
        let height = if picture.panels.len() == 1 { ALONE } else { AMONG };
        let of = |panel: &'a Panel<'a>| {
            let at_risk = AtRisk::of(picture, &panels);
            let legend = match panel.is_stack() {
                true => Legend::of_stack(),
                false => Legend::of_lines(picture, panel, !at_risk.is_known()),
            };
            Self { picture, panel, legend, at_risk, last_years, height }
        };
        panels.iter().map(|panel| of(panel)).collect()
    }

    pub(super) fn legend_width(&self) -> f64 {
        self.legend.width()
    }

    pub(super) fn has_bands(&self) -> bool {
        !self.panel.is_stack() && self.panel.series.len() <= MAX_BANDS
    }

    pub(super) fn axis(&self, top: f64) -> Axis {
        Axis::of(self.panel, self.has_bands(), top + self.height, top)
    }

    /// The panel from `top` on, and where it ends; the last one has the numbers at risk beneath.
    pub(super) fn draw(&self, index: usize, top: f64, is_last: bool) -> (Group, f64) {
        let bottom = top + self.height;
        let (ticks, end) = year_ticks(self.last_years);
        let left = self.picture.left;
        let axis = self.axis(top);
        let x = Scale { from: 0.0, to: end, start: left, end: left + WIDTH };
        let start = self.picture.answer.provenance.conditional_on.unwrap_or(0.0);
        let frame = Frame { x, y: axis.scale, start };
        let clip = format!("plot-{}", index + 1);

        let mut group = Group::new().add(Definitions::new().add(clip_path(&clip, left, top, self.height)));
        let curves = if self.panel.is_stack() { self.stacked(&frame) } else { self.curves(&frame) };
        // A grid cannot be seen through areas, so it is drawn upon them.
        let (grid, curves) = (self.grid(&axis), curves.set("clip-path", format!("url(#{clip})")));
        group = if self.panel.is_stack() { group.add(curves).add(grid) } else { group.add(grid).add(curves) };
        group = group.add(self.axes(&axis, &x, &ticks, top, bottom));
        let (legend, legend_end) = self.legend.draw(left + WIDTH + 18.0, top);
        group = group.add(legend);
        if !is_last {
            return (group, (bottom + 68.0).max(legend_end + 10.0));
        }
        if !self.at_risk.is_known() {
            return (group, (bottom + 68.0).max(legend_end + 16.0));
        }
        let (table, table_end) = self.at_risk.draw(self.picture, &x, &ticks, bottom + 66.0);
        (group.add(table), table_end.max(legend_end + 16.0))
    }

    fn grid(&self, axis: &Axis) -> Group {
        let (left, right) = (self.picture.left, self.picture.left + WIDTH);
        let values = axis.ticks.iter().map(|(value, _)| *value).filter(|value| *value > axis.scale.from);
        let rules = values.map(|value| {
            let stroke = if axis.whole == Some(value) { "#9a9a9a" } else { RULE };
            line((left, axis.scale.at(value)), (right, axis.scale.at(value)), stroke)
        });
        let grid = rules.fold(Group::new().set("class", "grid"), Group::add);
        if self.panel.is_stack() { grid.set("stroke-opacity", 0.35) } else { grid }
    }

    fn axes(&self, axis: &Axis, x: &Scale, ticks: &[f64], top: f64, bottom: f64) -> Group {
        let (left, right) = (self.picture.left, self.picture.left + WIDTH);
        let mut group = Group::new().set("class", "axes");
        for (value, label) in &axis.ticks {
            group = group.add(anchored(label, left - 8.0, axis.scale.at(*value) + 4.0, "end"));
        }
        let zero = axis.scale.at(axis.scale.from.max(0.0));
        group = group.add(line((left, zero), (right, zero), INK)).add(line((left, top), (left, bottom), INK));
        for &tick in ticks {
            let at = x.at(tick);
            group = group.add(line((at, bottom), (at, bottom + 5.0), INK));
            group = group.add(anchored(&tick.to_string(), at, bottom + 19.0, "middle"));
        }
        let widest = axis.ticks.iter().map(|(_, label)| super::style::width(label, TEXT)).fold(0.0, f64::max);
        let turn = format!("translate({} {}) rotate(-90)", round(left - 20.0 - widest), round((top + bottom) / 2.0));
        let turned = text(axis.label, 0.0, 0.0, TEXT, INK).set("transform", turn).set("text-anchor", "middle");
        group.add(anchored("Years since diagnosis", left + WIDTH / 2.0, bottom + 38.0, "middle")).add(turned)
    }

    fn curves(&self, frame: &Frame) -> Group {
        let mut bands = Group::new().set("class", "bands");
        let mut lines = Group::new().set("class", "curves");
        let opacity = if self.panel.series.len() <= 3 { 0.16 } else { 0.09 };
        for placed in &self.panel.series {
            let (series, look) = (placed.series, look(self.picture, self.panel, placed));
            if self.has_bands() {
                for outline in band(series, frame) {
                    let band = Path::new().set("d", outline).set("fill", look.colour).set("fill-opacity", opacity);
                    bands = bands.add(band);
                }
            }
            let path = look.stroke(Path::new().set("d", curve(series, frame)).set("fill", "none"));
            let label = series_label(self.picture, self.panel, placed);
            lines = lines.add(path.set("stroke-linejoin", "round").add(Title::new(label)));
            if series.shape == CurveShape::Intervals && series.curve.len() <= MAX_MARKS {
                let known = series.curve.iter().filter(|point| point.estimate.is_finite());
                for point in known {
                    let (x, y) = (round(frame.x.at(point.years)), round(frame.y.at(point.estimate)));
                    let mark = Circle::new().set("cx", x).set("cy", y).set("r", 2.4).set("fill", look.colour);
                    lines = lines.add(mark);
                }
            }
        }
        Group::new().add(bands).add(lines)
    }

    /// Probabilities of death on top of each other; what is left above is alive.
    fn stacked(&self, frame: &Frame) -> Group {
        let series: Vec<_> = self.panel.series.iter().map(|placed| placed.series).collect();
        let mut group = Group::new().set("class", "areas");
        for upto in (1..=series.len()).rev() {
            let (_, colour) = STACK[(upto - 1).min(STACK.len() - 1)];
            let area = Path::new().set("d", stack(&series[..upto], frame)).set("fill", colour);
            group = group.add(area.set("stroke", "#ffffff").set("stroke-width", 1));
        }
        group
    }
}

fn clip_path(id: &str, left: f64, top: f64, height: f64) -> ClipPath {
    let area = Rectangle::new()
        .set("x", round(left))
        .set("y", round(top - 1.0))
        .set("width", round(WIDTH + 3.0))
        .set("height", round(height + 2.0));
    ClipPath::new().set("id", id).add(area)
}
