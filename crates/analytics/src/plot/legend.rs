//! What lines mean: the strata, and what differs within them, each said once.

use svg::node::element::{Group, Path, Rectangle, Title};

use crate::answer::Cause;
use crate::method::Method;

use super::draw::{INK, LABEL, TEXT, round, text};
use super::panel::{Panel, Picture, Placed, Stratum, Variant};
use super::style::{Look, fitted, printable, width, wrapped};

/// The legend of a panel.
pub(super) struct Legend {
    blocks: Vec<Block>,
}

struct Block {
    heading: String,
    entries: Vec<Entry>,
}

struct Entry {
    sample: Sample,
    label: String,
    /// What can be read by pointing at the label.
    whole: String,
}

impl Entry {
    fn new(sample: Sample, label: String) -> Self {
        Self { sample, whole: label.clone(), label }
    }
}

/// A sample of what is drawn.
enum Sample {
    Line(Look),
    Area(&'static str),
}

/// How a series of a panel is drawn: one thing that differs has a colour and a dash, of two the strata have colours
/// and what differs within them the dashes.
pub(super) fn look(picture: &Picture<'_>, panel: &Panel<'_>, placed: &Placed<'_>) -> Look {
    match (picture.strata.len() > 1, panel.variants.len() > 1) {
        (true, false) if picture.dashed_strata => Look::of(placed.stratum),
        (true, _) => Look::pair(placed.stratum, placed.variant),
        (false, _) => Look::of(placed.variant),
    }
}

/// The colours of causes of death on top of each other, and of those alive.
pub(super) const STACK: [(Option<Cause>, &str); 3] =
    [(Some(Cause::Cancer), "#4a86b8"), (Some(Cause::Other), "#c4c4c4"), (None, "#ffffff")];

impl Legend {
    /// The legend of lines; with `cases`, strata are given with how many they have.
    pub(super) fn of_lines(picture: &Picture<'_>, panel: &Panel<'_>, cases: bool) -> Self {
        let (strata, variants) = (picture.strata.len() > 1, panel.variants.len() > 1);
        let mut blocks = Vec::new();
        if strata {
            let entry = |(index, stratum): (usize, &Stratum)| {
                let look = if picture.dashed_strata { Look::of(index) } else { Look::pair(index, 0) };
                let of = panel.series.iter().find(|placed| placed.stratum == index);
                // A long label takes a second line.
                let label = stratum.fitted(TEXT, LABEL * 1.7);
                let label = match of.filter(|_| cases) {
                    Some(placed) => format!("{label} (n = {})", placed.series.cases),
                    None => label,
                };
                Entry { sample: Sample::Line(look), label, whole: stratum.label.clone() }
            };
            let entries = picture.strata.iter().enumerate().map(entry).collect();
            blocks.push(Block { heading: picture.by(), entries });
        }
        if variants {
            let entry = |(index, variant): (usize, &Variant)| {
                let look = if strata { Look::dash(index) } else { Look::of(index) };
                Entry::new(Sample::Line(look), label(panel, *variant))
            };
            let entries = panel.variants.iter().enumerate().map(entry).collect();
            blocks.push(Block { heading: heading(panel).to_owned(), entries });
        }
        Self { blocks }
    }

    /// The legend of causes on top of each other, from the top down.
    pub(super) fn of_stack() -> Self {
        let name = |cause: Option<Cause>| cause.map_or("Alive", cause_name).to_owned();
        let entries = STACK.iter().rev().map(|(cause, colour)| Entry::new(Sample::Area(colour), name(*cause)));
        Self { blocks: vec![Block { heading: String::new(), entries: entries.collect() }] }
    }

    /// Its width, 0 where nothing needs telling apart.
    pub(super) fn width(&self) -> f64 {
        let widths = self.blocks.iter().map(|block| {
            let entries = block.entries.iter().map(|entry| width(&entry.label, TEXT).min(LABEL));
            entries.fold((width(&block.heading, TEXT) - 20.0).min(LABEL), f64::max) + 50.0
        });
        widths.fold(0.0, f64::max)
    }

    /// The legend from the corner `x`, `top` on, and where it ends.
    pub(super) fn draw(&self, x: f64, top: f64) -> (Group, f64) {
        let mut group = Group::new().set("class", "legend");
        let mut y = top + 6.0;
        for block in &self.blocks {
            if !block.heading.is_empty() {
                let heading = fitted(&block.heading, TEXT, LABEL + 40.0);
                group = group.add(text(&heading, x, y + 4.0, TEXT, INK).set("font-weight", "bold"));
                y += 20.0;
            }
            for Entry { sample, label, whole } in &block.entries {
                group = sample.draw(group, x, y);
                let mut lines = wrapped(label, TEXT, LABEL);
                if lines.len() > 2 {
                    lines = vec![lines[0].clone(), fitted(&lines[1..].join(" "), TEXT, LABEL)];
                }
                for line in &lines {
                    let shown = text(line, x + 32.0, y + 4.0, TEXT, INK);
                    group = group.add(shown.add(Title::new(whole.clone())));
                    y += 14.0;
                }
                y += 6.0;
            }
            y += 8.0;
        }
        (group, if self.blocks.is_empty() { top } else { y })
    }
}

impl Sample {
    fn draw(&self, group: Group, x: f64, y: f64) -> Group {
        match self {
            Self::Line(look) => {
                let sample = look.stroke(Path::new().set("d", format!("M{} {}h24", round(x), round(y))));
                group.add(sample.set("fill", "none"))
            }
            Self::Area(colour) => group.add(
                Rectangle::new()
                    .set("x", round(x))
                    .set("y", round(y - 6.0))
                    .set("width", 24)
                    .set("height", 12)
                    .set("fill", *colour)
                    .set("stroke", "#999999"),
            ),
        }
    }
}

/// What differs within strata.
fn heading(panel: &Panel<'_>) -> &'static str {
    match (several_methods(panel), panel.variants.iter().any(|variant| variant.cause.is_some())) {
        (true, true) => "Method and cause of death",
        (true, false) => "Method",
        (false, _) => "Cause of death",
    }
}

fn several_methods(panel: &Panel<'_>) -> bool {
    panel.variants.iter().any(|variant| variant.method != panel.variants[0].method)
}

/// A method or a cause, or both where both differ.
pub(super) fn label(panel: &Panel<'_>, variant: Variant) -> String {
    match (variant.cause, several_methods(panel)) {
        (Some(cause), false) => cause_name(cause).to_owned(),
        (Some(cause), true) => format!("{}, {}", method_name(variant.method), cause.name()),
        (None, _) => method_name(variant.method).to_owned(),
    }
}

/// The label of a series by everything that differs in its panel.
pub(super) fn series_label(picture: &Picture<'_>, panel: &Panel<'_>, placed: &Placed<'_>) -> String {
    let stratum =
        picture.strata.get(placed.stratum).filter(|_| picture.strata.len() > 1).map(|stratum| stratum.label.clone());
    let variant = panel.variants.get(placed.variant).filter(|_| panel.variants.len() > 1);
    let variant = variant.map(|variant| label(panel, *variant));
    let parts: Vec<String> = stratum.into_iter().chain(variant).collect();
    if parts.is_empty() { printable(&placed.series.label()) } else { parts.join(", ") }
}

fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::Cancer => "Cancer",
        Cause::Other => "Other causes",
    }
}

/// The method's name beside others, without what the axis says.
fn method_name(method: Method) -> &'static str {
    let title = method.title();
    match title.split_once('(') {
        Some((_, name)) => name.trim_end_matches(')'),
        None => title.trim_end_matches(" survival").trim_end_matches(" of death"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_have_short_names() {
        let names = [Method::KaplanMeier, Method::EdererII, Method::CrudeProbability].map(method_name);
        assert_eq!(names, ["Kaplan-Meier", "Ederer II", "Crude probability"]);
    }
}
