//! What became of records between two snapshots.

use std::collections::HashMap;

use serde::Serialize;

/// Records of the year in one snapshot beside those in an earlier one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Only in the later one.
    pub added: u64,
    /// In both, with another content.
    pub corrected: u64,
    /// Only in the earlier one: corrected to another year or place, or no longer selected.
    pub left: u64,
    /// In both, the same.
    pub unchanged: u64,
}

impl Changes {
    /// Compares by key and hash of the content.
    pub(super) fn between(before: &[(String, String)], now: &[(String, String)]) -> Self {
        let mut earlier: HashMap<&str, &str> =
            before.iter().map(|(key, content)| (key.as_str(), content.as_str())).collect();
        let mut changes = Self::default();
        for (key, content) in now {
            match earlier.remove(key.as_str()) {
                None => changes.added += 1,
                Some(same) if same == content => changes.unchanged += 1,
                Some(_) => changes.corrected += 1,
            }
        }
        changes.left = earlier.len() as u64;
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::Changes;

    #[test]
    fn records_are_added_corrected_and_gone() {
        let versions = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(key, content)| ((*key).to_owned(), (*content).to_owned())).collect()
        };
        let before = versions(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let now = versions(&[("a", "1"), ("b", "2"), ("d", "1"), ("e", "1")]);
        let expected = Changes { added: 2, corrected: 1, left: 1, unchanged: 1 };
        assert_eq!(Changes::between(&before, &now), expected);
        assert_eq!(Changes::between(&now, &now).unchanged, 4);
    }
}
