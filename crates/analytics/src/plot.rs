//! Survival curves as one SVG file that stands on its own.
//!
//! Step curves with confidence bands, a legend beside them, the numbers at risk under the time axis
//! and a caption with method, source and exclusions. Colours can be told apart with any colour
//! vision and are doubled by dash patterns; there is no outside font, script or image. Equal answers
//! give equal bytes.

mod paths;
mod scale;
mod style;

use svg::Document;
use svg::node::Value;
use svg::node::element::{ClipPath, Definitions, Description, Group, Line, Path, Rectangle, Text, Title};

use crate::answer::{Answer, CurveShape, Series};

use paths::{band, curve};
use scale::{Scale, year_ticks};
use style::{Look, fitted, printable, width, wrapped};

/// Curves beyond this many are left out of the picture, which says so.
const MAX_CURVES: usize = 16;
/// With more curves than this, bands would hide each other.
const MAX_BANDS: usize = 8;

const PLOT_WIDTH: f64 = 560.0;
const PLOT_HEIGHT: f64 = 340.0;
const TOP: f64 = 56.0;
const MARGIN: f64 = 20.0;
const ROW: f64 = 17.0;
const TEXT: f64 = 12.0;
/// The most room a label gets.
const LABEL: f64 = 170.0;
/// Room for a sample of a line, and for half a number at risk.
const SAMPLE: f64 = 26.0;
const NUMBER: f64 = 30.0;
const SMALL: f64 = 11.0;
const INK: &str = "#222222";
const FAINT: &str = "#666666";
const RULE: &str = "#e3e3e3";

/// Draws the curves of an answer under `title`.
#[must_use]
pub fn survival_svg(answer: &Answer, title: &str) -> String {
    Picture::new(answer, title).draw().to_string() + "\n"
}

/// What is drawn, and where.
struct Picture<'a> {
    answer: &'a Answer,
    title: String,
    series: &'a [Series],
    labels: Vec<String>,
    x: Scale,
    y: Scale,
    ticks: Vec<f64>,
    /// Width of the labels before the numbers at risk.
    left: f64,
    /// Width of the legend; 0 where one curve needs none.
    legend: f64,
}

impl<'a> Picture<'a> {
    fn new(answer: &'a Answer, title: &str) -> Self {
        let series = &answer.series[..answer.series.len().min(MAX_CURVES)];
        let labels: Vec<String> = series.iter().map(|series| printable(&series.label())).collect();
        let widest = labels.iter().map(|label| width(label, TEXT)).fold(0.0, f64::max);
        let left = (MARGIN + SAMPLE + widest.min(LABEL) + NUMBER).max(MARGIN + 90.0);
        let heading = printable(&answer.by.join(", "));
        let legend = if series.len() > 1 { widest.max(width(&heading, TEXT) - 20.0).min(LABEL) + 50.0 } else { 0.0 };
        let last = series.iter().map(|series| series.last_years).fold(0.0, f64::max);
        let (ticks, end) = year_ticks(last);
        Self {
            answer,
            title: printable(title),
            series,
            labels,
            x: Scale { from: 0.0, to: end, start: left, end: left + PLOT_WIDTH },
            y: Scale { from: 0.0, to: 1.0, start: TOP + PLOT_HEIGHT, end: TOP },
            ticks,
            left,
            legend,
        }
    }

    fn draw(&self) -> Document {
        let total_width = self.left + PLOT_WIDTH + MARGIN.max(self.legend + MARGIN);
        let table_top = TOP + PLOT_HEIGHT + 66.0;
        let caption_top = table_top + ROW * (self.rows_at_risk() + 1.0) + 14.0;
        let lines: Vec<String> =
            self.caption().iter().flat_map(|line| wrapped(line, SMALL, total_width - 2.0 * MARGIN)).collect();
        let height = caption_top + 15.0 * count(lines.len()) + 8.0;

        let heading = text(&fitted(&self.title, 16.0, total_width - 2.0 * MARGIN), MARGIN, 30.0, 16.0, INK);
        Document::new()
            .set("viewBox", format!("0 0 {} {}", round(total_width), round(height)))
            .set("width", round(total_width))
            .set("height", round(height))
            .set("role", "img")
            .set("aria-labelledby", "title description")
            .set("font-family", "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif")
            .add(Title::new(self.title.clone()).set("id", "title"))
            .add(Description::new().set("id", "description").add(svg::node::Text::new(self.description())))
            .add(Definitions::new().add(self.clip()))
            .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", "#ffffff"))
            .add(heading.set("font-weight", "bold"))
            .add(self.axes())
            .add(self.curves())
            .add(self.key())
            .add(self.at_risk(table_top))
            .add(lines.iter().enumerate().fold(Group::new().set("id", "caption"), |group, (index, line)| {
                group.add(text(line, MARGIN, caption_top + 15.0 * count(index), SMALL, FAINT))
            }))
    }

    fn clip(&self) -> ClipPath {
        let area = Rectangle::new()
            .set("x", round(self.left))
            .set("y", round(TOP - 1.0))
            .set("width", round(PLOT_WIDTH + 1.0))
            .set("height", round(PLOT_HEIGHT + 2.0));
        ClipPath::new().set("id", "plot").add(area)
    }

    fn axes(&self) -> Group {
        let (right, bottom) = (self.left + PLOT_WIDTH, TOP + PLOT_HEIGHT);
        let mut group = Group::new().set("id", "axes");
        for percent in [0, 20, 40, 60, 80, 100] {
            let y = self.y.at(f64::from(percent) / 100.0);
            let stroke = if percent == 0 { INK } else { RULE };
            group = group.add(line((self.left, y), (right, y), stroke));
            let label = text(&percent.to_string(), self.left - 8.0, y + 4.0, TEXT, INK);
            group = group.add(label.set("text-anchor", "end"));
        }
        group = group.add(line((self.left, TOP), (self.left, bottom), INK));
        for &tick in &self.ticks {
            let x = self.x.at(tick);
            group = group.add(line((x, bottom), (x, bottom + 5.0), INK));
            let label = text(&tick.to_string(), x, bottom + 19.0, TEXT, INK);
            group = group.add(label.set("text-anchor", "middle"));
        }
        let middle = text("Years since diagnosis", self.left + PLOT_WIDTH / 2.0, bottom + 38.0, TEXT, INK);
        let (x, y) = (self.left - 40.0, TOP + PLOT_HEIGHT / 2.0);
        let turned = text("Observed survival (%)", 0.0, 0.0, TEXT, INK)
            .set("transform", format!("translate({} {}) rotate(-90)", round(x), round(y)));
        group.add(middle.set("text-anchor", "middle")).add(turned.set("text-anchor", "middle"))
    }

    fn curves(&self) -> Group {
        let mut bands = Group::new().set("id", "bands");
        let mut lines = Group::new().set("id", "curves");
        let opacity = if self.series.len() <= 3 { 0.16 } else { 0.09 };
        for (index, series) in self.series.iter().enumerate() {
            let look = Look::of(index);
            if self.series.len() <= MAX_BANDS {
                for outline in band(series, &self.x, &self.y) {
                    bands =
                        bands.add(Path::new().set("d", outline).set("fill", look.colour).set("fill-opacity", opacity));
                }
            }
            let path = look.stroke(Path::new().set("d", curve(series, &self.x, &self.y)).set("fill", "none"));
            lines = lines.add(path.set("stroke-linejoin", "round").add(Title::new(self.labels[index].clone())));
        }
        Group::new().set("clip-path", "url(#plot)").add(bands).add(lines)
    }

    /// The legend, to the right of the curves.
    fn key(&self) -> Group {
        let mut group = Group::new().set("id", "legend");
        if self.legend == 0.0 {
            return group;
        }
        let x = self.left + PLOT_WIDTH + 18.0;
        let mut y = TOP + 6.0;
        if !self.answer.by.is_empty() {
            let heading = fitted(&printable(&self.answer.by.join(", ")), TEXT, self.legend - 10.0);
            group = group.add(text(&heading, x, y + 4.0, TEXT, INK).set("font-weight", "bold"));
            y += 20.0;
        }
        for (index, label) in self.labels.iter().enumerate() {
            let sample = Look::of(index).stroke(Path::new().set("d", format!("M{} {}h24", round(x), round(y))));
            group = group.add(sample.set("fill", "none"));
            // A long label takes a second line; what is still too long can be read by pointing at it.
            let mut lines = wrapped(label, TEXT, LABEL);
            if lines.len() > 2 {
                lines = vec![lines[0].clone(), fitted(&lines[1..].join(" "), TEXT, LABEL)];
            }
            for line in &lines {
                let shown = text(line, x + 32.0, y + 4.0, TEXT, INK);
                group = group.add(shown.add(Title::new(label.clone())));
                y += 14.0;
            }
            y += 6.0;
        }
        group
    }

    fn rows_at_risk(&self) -> f64 {
        count(self.series.len())
    }

    /// The numbers at risk, each under its tick.
    fn at_risk(&self, top: f64) -> Group {
        let mut group = Group::new().set("id", "at-risk");
        group = group.add(text("Number at risk", MARGIN, top, TEXT, INK).set("font-weight", "bold"));
        for (index, (series, label)) in self.series.iter().zip(&self.labels).enumerate() {
            let y = top + ROW * (count(index) + 1.0);
            let sample = Path::new().set("d", format!("M{} {}h18", round(MARGIN), round(y - 4.0)));
            let label = fitted(label, TEXT, self.left - MARGIN - SAMPLE - NUMBER);
            group = group.add(Look::of(index).stroke(sample).set("fill", "none")).add(text(
                &label,
                MARGIN + 24.0,
                y,
                TEXT,
                INK,
            ));
            for &tick in &self.ticks {
                let number = text(&series.n_risk_at(tick).to_string(), self.x.at(tick), y, TEXT, INK);
                group = group.add(number.set("text-anchor", "middle"));
            }
        }
        group
    }

    fn caption(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.answer.caption().iter().map(|line| printable(line)).collect();
        let hidden = self.answer.series.len() - self.series.len();
        if hidden > 0 {
            lines.push(format!("{hidden} more groups are in the answer but not in the picture"));
        }
        if self.series.len() > MAX_BANDS {
            lines.push(format!("no confidence bands, for more than {MAX_BANDS} curves"));
        }
        lines
    }

    /// The curves in words, for whoever cannot see them.
    fn description(&self) -> String {
        let shape = match self.series.first().map(|series| series.shape) {
            Some(CurveShape::Intervals) => "Curves of interval estimates",
            _ => "Step curves",
        };
        let mut words = format!("{shape} of observed survival by years since diagnosis, with confidence bands.");
        for (series, label) in self.series.iter().zip(&self.labels) {
            words += &format!(" {label}: {} cases", series.cases);
            let within = self.ticks.iter().filter(|tick| **tick > 0.0 && **tick <= series.last_years);
            for tick in within.take(5) {
                if let Some(estimate) = series.estimate_at(*tick) {
                    words += &format!(", {:.0}% at {tick} years", estimate * 100.0);
                }
            }
            words += ".";
        }
        words
    }
}

fn text(content: &str, x: f64, y: f64, size: f64, fill: &str) -> Text {
    Text::new(content).set("x", round(x)).set("y", round(y)).set("font-size", size).set("fill", fill)
}

fn line(from: (f64, f64), to: (f64, f64), stroke: &str) -> Line {
    Line::new()
        .set("x1", round(from.0))
        .set("y1", round(from.1))
        .set("x2", round(to.0))
        .set("y2", round(to.1))
        .set("stroke", stroke)
        .set("stroke-width", 1)
}

/// A coordinate to a hundredth of a pixel.
fn round(coordinate: f64) -> Value {
    ((coordinate * 100.0).round() / 100.0).into()
}

/// A small number of things, as a length is reckoned.
fn count(things: usize) -> f64 {
    f64::from(u32::try_from(things).unwrap_or(u32::MAX))
}
