//! Which items there are, and which name was probably meant by one that there is not.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use naaccr::{DataType, Version};

/// What the standard says of an item, over all versions.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// Its id in the newest version that has it.
    pub(crate) id: &'static str,
    /// Whether its values are dates.
    pub(crate) is_date: bool,
    /// The greatest length of a value.
    pub(crate) longest: usize,
    /// The only lengths that values have in all versions; empty where they may be shorter than the greatest.
    pub(crate) lengths: Vec<usize>,
}

/// The item of an id, as the newest version that has it spells it.
pub(crate) fn item(id: &str) -> Option<&'static Item> {
    ITEMS.get(id)
}

/// The present spelling of an id that older versions spell otherwise.
pub(crate) fn present_spelling(id: &str) -> Option<&'static str> {
    OLD_SPELLINGS.get(id).copied().or_else(|| naaccr::present_id(id))
}

/// All ids.
pub(crate) fn item_ids() -> impl Iterator<Item = &'static str> {
    ITEMS.keys().copied()
}

static ITEMS: LazyLock<BTreeMap<&'static str, Item>> = LazyLock::new(|| {
    let mut items = BTreeMap::new();
    for canonical in naaccr::canonical_items() {
        let item = Item { id: canonical.id, is_date: false, longest: 0, lengths: Vec::new() };
        items.insert(canonical.number, (item, false));
    }
    for def in Version::ALL.into_iter().flat_map(naaccr::base_items) {
        let Some((item, has_fixed_lengths)) = items.get_mut(&def.number) else { continue };
        let length = def.length as usize;
        item.is_date = matches!(def.data_type, DataType::Date | DataType::DateTime);
        item.longest = item.longest.max(if def.unlimited_text { usize::MAX } else { length });
        *has_fixed_lengths = def.data_type.needs_full_length();
        if !item.lengths.contains(&length) {
            item.lengths.push(length);
        }
    }
    items
        .into_values()
        .map(|(mut item, has_fixed_lengths)| {
            if !has_fixed_lengths {
                item.lengths.clear();
            }
            (item.id, item)
        })
        .collect()
});

static OLD_SPELLINGS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let defs = Version::ALL.into_iter().flat_map(naaccr::base_items);
    let spelled = defs.filter_map(|def| Some((&*def.id, naaccr::canonical_item(def.number)?.id)));
    spelled.filter(|(id, present)| id != present).collect()
});

/// The candidate that a name was probably meant to be, if any comes close.
pub(crate) fn closest(name: &str, candidates: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    let lower = name.to_lowercase();
    let limit = 1 + name.chars().count() / 4;
    let scored = candidates
        .into_iter()
        .map(|candidate| (distance(&lower, &candidate.as_ref().to_lowercase(), limit), candidate));
    scored
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.as_ref().to_owned())
}

/// How many letters must be changed, added, removed or exchanged with the next (Damerau 1964, restricted); more than
/// `limit` where that many do not suffice.
fn distance(one: &str, other: &str, limit: usize) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > limit {
        return limit + 1;
    }
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=other.len()).collect()];
    for (at, a) in one.iter().enumerate() {
        rows.rotate_left(1);
        let mut row = vec![at + 1];
        let [before_last, last, _] = &rows;
        for (place, b) in other.iter().enumerate() {
            let cell = |row: &Vec<usize>, at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let changed = cell(last, place) + usize::from(a != b);
            let mut least = changed.min(cell(last, place + 1) + 1).min(cell(&row, place) + 1);
            let is_exchange = at > 0 && place > 0 && one.get(at - 1) == Some(b) && other.get(place - 1) == Some(a);
            if is_exchange {
                least = least.min(cell(before_last, place - 1) + 1);
            }
            row.push(least);
        }
        rows[2] = row;
    }
    rows[2].last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (one, other, expected) in
            [("", "", 0), ("ab", "ab", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("kitten", "sitting", 3), ("a", "", 1)]
        {
            assert_eq!(distance(one, other, 9), expected, "{one} {other}");
        }
    }

    #[test]
    fn what_was_meant_is_found() {
        for (name, meant) in [
            ("primarysite", Some("primarySite")),
            ("pimarySite", Some("primarySite")),
            ("dateOfDiagnosys", Some("dateOfDiagnosis")),
            ("xyz", None),
        ] {
            assert_eq!(closest(name, item_ids()).as_deref(), meant);
        }
    }

    #[test]
    fn items_of_all_versions_are_known() {
        let histology = item("histologicTypeIcdO3").unwrap();
        assert_eq!((histology.is_date, histology.longest, histology.lengths.as_slice()), (false, 4, &[4][..]));
        assert!(item("dateOfDiagnosis").unwrap().is_date);
        assert!(item("sexAssignedAtBirth").is_some() && item("rxDateSurgeryFlag").is_some());
        assert_eq!(present_spelling("chromosome19qLossOfHeterozygosity"), Some("chromosome19qLossHeterozygosity"));
        assert!(item("nameLast").unwrap().lengths.is_empty());
    }
}
