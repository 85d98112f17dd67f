//! Colours, dashes, and how much room a text takes.

use svg::node::element::Path;

/// How the n-th curve is drawn.
pub(super) struct Look {
    pub(super) colour: &'static str,
    dash: &'static str,
}

/// Okabe and Ito's palette without its yellow, which white paper swallows, and with a grey and a brown.
///
/// Reference: Okabe M, Ito K (2008), Color universal design.
const COLOURS: [&str; 8] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#4d4d4d", "#e69f00", "#56b4e9", "#8c510a"];

const DASHES: [&str; 8] = ["none", "7 3", "2 2.5", "9 3 2 3", "12 3", "5 2 1 2 1 2", "4 4", "1 3.5"];

impl Look {
    /// Colour and dash of curve `index`; past the eighth, colours return with another dash.
    pub(super) fn of(index: usize) -> Self {
        let dash = DASHES[(index + index / COLOURS.len()) % DASHES.len()];
        Self { colour: COLOURS[index % COLOURS.len()], dash }
    }

    /// The colour of a stratum with the dash of what differs within strata.
    pub(super) fn pair(stratum: usize, variant: usize) -> Self {
        Self { colour: COLOURS[stratum % COLOURS.len()], dash: DASHES[variant % DASHES.len()] }
    }

    /// A dash, whatever the colour.
    pub(super) fn dash(variant: usize) -> Self {
        Self { colour: super::draw::INK, dash: DASHES[variant % DASHES.len()] }
    }

    pub(super) fn stroke(&self, path: Path) -> Path {
        let path = path.set("stroke", self.colour).set("stroke-width", 1.8);
        if self.dash == "none" { path } else { path.set("stroke-dasharray", self.dash) }
    }
}

/// The width of a text in a sans-serif font of this size, a little too wide rather than too narrow.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.9,
        'A'..='Z' => 0.7,
        _ if c.is_ascii() => 0.57,
        _ if u32::from(c) < 0x1100 => 0.66,
        _ => 1.0,
    };
    text.chars().map(em).sum::<f64>() * size
}

/// The text, or as much of its beginning as has room.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        if width(&short, size) + size > room {
            break;
        }
    }
    short.pop();
    short.trim_end().to_owned() + "\u{2026}"
}

/// Several texts joined by commas, each cut to its share of the room where they do not fit: short ones stay whole.
pub(super) fn fitted_together(texts: &[String], size: f64, room: f64) -> String {
    let room = room - width(", ", size) * f64::from(u32::try_from(texts.len().saturating_sub(1)).unwrap_or(0));
    let mut by_width: Vec<usize> = (0..texts.len()).collect();
    by_width.sort_by(|&a, &b| width(&texts[a], size).total_cmp(&width(&texts[b], size)));
    let mut shares = vec![0.0; texts.len()];
    let (mut left, mut waiting) = (room, f64::from(u32::try_from(texts.len()).unwrap_or(u32::MAX)));
    for index in by_width {
        shares[index] = width(&texts[index], size).min(left / waiting);
        left -= shares[index];
        waiting -= 1.0;
    }
    let parts = texts.iter().zip(&shares).map(|(text, share)| fitted(text, size, share + 1e-6));
    parts.collect::<Vec<_>>().join(", ")
}

/// Lines of words that have room; a word without blanks is broken where it must be.
pub(super) fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some(line) = lines.last_mut() {
            let joined = if line.is_empty() { rest.to_owned() } else { format!("{line} {rest}") };
            if width(&joined, size) <= room {
                *line = joined;
                break;
            }
            if !line.is_empty() {
                lines.push(String::new());
                continue;
            }
            let fits = rest
                .char_indices()
                .map(|(at, c)| at + c.len_utf8())
                .take_while(|&end| width(&rest[..end], size) <= room);
            let cut = fits.last().unwrap_or(rest.len());
            *line = rest[..cut].to_owned();
            rest = &rest[cut..];
            if rest.is_empty() {
                break;
            }
            lines.push(String::new());
        }
    }
    lines
}

/// Without the characters that no XML file may hold.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_their_room() {
        let long = "Malignant neoplasm of the rectosigmoid junction, stage unknown";
        assert!(width(&fitted(long, 12.0, 150.0), 12.0) <= 150.0);
        assert_eq!(fitted("colon", 12.0, 150.0), "colon");
        let lines = wrapped(&format!("{long} {}", "x".repeat(200)), 11.0, 120.0);
        assert!(lines.len() > 5 && lines.iter().all(|line| width(line, 11.0) <= 120.0));
        let parts = [long.to_owned(), "distant".to_owned()];
        let together = fitted_together(&parts, 12.0, 150.0);
        assert!(together.starts_with("Malignant") && together.ends_with(", distant"), "{together}");
        assert!(width(&together, 12.0) <= 150.0);
        assert_eq!(wrapped("", 11.0, 120.0), [""]);
        assert!(!wrapped("wide", 11.0, 0.0).is_empty());
    }

    #[test]
    fn sixteen_curves_look_different() {
        let looks: std::collections::BTreeSet<_> = (0..16).map(Look::of).map(|look| (look.colour, look.dash)).collect();
        assert_eq!(looks.len(), 16);
    }
}
