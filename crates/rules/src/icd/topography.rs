//! The topography codes that ICD-O-3 has.

use std::sync::LazyLock;

use crate::Table;

pub(crate) static TOPOGRAPHY: Table = Table::new("icdo3_topography", include_str!("../../data/icdo3_topography.csv"));

/// What a topography code of ICD-O-3 (`C509`) is called; `None` for what is none.
#[must_use]
pub fn topography_label(code: &str) -> Option<&'static str> {
    listed(code).map(|(_, label)| label)
}

/// The code itself, of the list.
pub(super) fn topography(code: &str) -> Option<&'static str> {
    listed(code).map(|(code, _)| code)
}

fn listed(code: &str) -> Option<(&'static str, &'static str)> {
    static LISTED: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
        let mut listed: Vec<_> =
            TOPOGRAPHY.rows().map(|row| (row.get("code").to_owned(), row.get("label").to_owned())).collect();
        listed.sort_unstable();
        listed
    });
    let at = LISTED.binary_search_by_key(&code, |(code, _)| code).ok()?;
    LISTED.get(at).map(|(code, label)| (code.as_str(), label.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_codes_are_topographies() {
        assert_eq!(topography_label("C509"), Some("Breast, NOS"));
        assert_eq!(
            (topography("C809"), topography("C507"), topography("C50"), topography("")),
            (Some("C809"), None, None, None)
        );
    }
}
