//! An answer as one SVG file that stands on its own.
//!
//! Curves over time with confidence bands, a legend beside them, and the numbers at risk under the time axis; causes
//! of death of one group stacked; times and means, which are no curves, as dots with their intervals. What is measured
//! differently stands on an axis of its own, one panel beneath the other. A caption gives method, source, exclusions
//! and what to beware of. Colours can be told apart with any colour vision and are doubled by dash patterns wherever
//! one thing differs; there is no outside font, script or image. Equal answers give equal bytes.

mod at_risk;
mod axis;
mod draw;
mod forest;
mod legend;
mod panel;
mod paths;
mod scale;
mod style;
mod time_panel;
mod words;

use svg::Document;
use svg::node::element::{Description, Group, Rectangle, Title};

use crate::answer::Answer;

use draw::{FAINT, INK, MARGIN, SMALL, count, round, text};
use forest::Forest;
use panel::Picture;
use style::{printable, wrapped};
use time_panel::TimePanel;

const TITLE: f64 = 16.0;
/// Where the first panel begins, under a title of one line.
const TOP: f64 = 56.0;

/// Draws an answer under `title`.
#[must_use]
pub fn survival_svg(answer: &Answer, title: &str) -> String {
    let title = printable(title);
    let picture = Picture::of(answer);
    let time_panels = TimePanel::all(&picture);
    let forests = Forest::all(&picture);
    let legends = time_panels.iter().map(TimePanel::legend_width).fold(0.0, f64::max);
    let total_width = picture.left + draw::WIDTH + MARGIN.max(legends + MARGIN);

    let mut heading = wrapped(&title, TITLE, total_width - 2.0 * MARGIN);
    if heading.len() > 2 {
        heading = vec![heading[0].clone(), style::fitted(&heading[1..].join(" "), TITLE, total_width - 2.0 * MARGIN)];
    }
    let mut top = TOP + 20.0 * (count(heading.len()) - 1.0);
    let mut body = Group::new();
    for (index, panel) in time_panels.iter().enumerate() {
        let is_last = index + 1 == time_panels.len();
        let (drawn, bottom) = panel.draw(index, top, is_last);
        body = body.add(drawn);
        top = bottom;
    }
    for forest in &forests {
        let (drawn, bottom) = forest.draw(top);
        body = body.add(drawn);
        top = bottom;
    }
    let caption: Vec<String> = words::caption(&picture, &time_panels)
        .iter()
        .flat_map(|line| wrapped(line, SMALL, total_width - 2.0 * MARGIN))
        .collect();
    let height = top + 15.0 * count(caption.len()) + 8.0;

    let lines = heading
        .iter()
        .enumerate()
        .map(|(line, words)| text(words, MARGIN, 30.0 + 20.0 * count(line), TITLE, INK).set("font-weight", "bold"));
    let caption = caption.iter().enumerate();
    let caption = caption.map(|(line, words)| text(words, MARGIN, top + 15.0 * count(line), SMALL, FAINT));
    let document = Document::new()
        .set("viewBox", format!("0 0 {} {}", round(total_width), round(height)))
        .set("width", round(total_width))
        .set("height", round(height))
        .set("role", "img")
        .set("aria-labelledby", "title description")
        .set("font-family", "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif")
        .add(Title::new(title.clone()).set("id", "title"))
        .add(Description::new().set("id", "description").add(svg::node::Text::new(words::description(
            &picture,
            &time_panels,
            &forests,
        ))))
        .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", "#ffffff"));
    let document = lines.fold(document, Document::add).add(body);
    document.add(caption.fold(Group::new().set("id", "caption"), Group::add)).to_string() + "\n"
}
