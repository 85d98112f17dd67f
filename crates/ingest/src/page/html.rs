//! Text and numbers in HTML.

use std::fmt;

/// Text in which nothing is markup.
pub(super) struct Escaped<'t>(pub(super) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                letter if letter.is_control() => f.write_str("\u{fffd}")?,
                letter => fmt::Write::write_char(f, letter)?,
            }
        }
        Ok(())
    }
}

/// `1234567` as `1,234,567`: a count for people.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in per cent with two decimals.
pub(super) fn percent(numerator: u64, denominator: u64) -> String {
    if denominator == 0 {
        return String::new();
    }
    format!("{:.2}%", numerator as f64 * 100.0 / denominator as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_is_markup() {
        assert_eq!(Escaped("<b a='x'>&\"\u{7}").to_string(), "&lt;b a=&#39;x&#39;&gt;&amp;&quot;\u{fffd}");
    }

    #[test]
    fn figures_are_readable() {
        assert_eq!((grouped(1_234_567).as_str(), grouped(12).as_str()), ("1,234,567", "12"));
        assert_eq!((percent(1, 8).as_str(), percent(0, 0).as_str()), ("12.50%", ""));
    }
}
