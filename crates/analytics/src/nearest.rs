//! What somebody probably meant: the name that differs least from the one they wrote.

/// The name that is nearest to `wanted`, where one is near: case and underscores do not count.
pub(crate) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = letters(wanted);
    let scored = names.into_iter().map(|name| (distance(&wanted, &letters(name)), name));
    let (distance, name) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance <= wanted.len() / 3).then_some(name)
}

fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Levenshtein's distance: letters to insert, remove or replace.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (done, letter) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], done + 1);
        for (at, theirs) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != theirs);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        let names = ["primarySite", "site_recode_2023", "site_recode_2008", "sex"];
        for (wanted, found) in [
            ("primary_site", Some("primarySite")),
            ("PRIMARYSTIE", Some("primarySite")),
            ("site_recode_2032", Some("site_recode_2023")),
            ("race1", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names), found, "{wanted}");
        }
        assert_eq!(nearest("x", []), None);
    }
}
