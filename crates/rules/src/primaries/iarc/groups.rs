//! Sites that count as one, and groups of histologies.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::Table;

pub(super) static SITE_TABLE: Table =
    Table::new("iarc_site_groups", include_str!("../../../data/iarc/iarc_site_groups.csv"));
pub(super) static HISTOLOGY_TABLE: Table =
    Table::new("iarc_histology_groups", include_str!("../../../data/iarc/iarc_histology_groups.csv"));

/// What the categories C00 to C99 count for.
static SITE_GROUPS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut groups: Vec<String> = (0..100).map(|category| format!("C{category:02}")).collect();
    for row in SITE_TABLE.rows() {
        if let Some(group) = category(row.get("site")).and_then(|category| groups.get_mut(category)) {
            row.get("group").clone_into(group);
        }
    }
    groups
});

/// The number of a category of ICD-O-3: 67 for C67 and whatever follows it.
fn category(site: &str) -> Option<usize> {
    match site.as_bytes() {
        [b'C' | b'c', tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => {
            Some(usize::from(tens - b'0') * 10 + usize::from(ones - b'0'))
        }
        _ => None,
    }
}

/// The site that a tumor counts for. What is no topography counts for itself, by its first three characters.
pub(super) fn site_group(site: &str) -> Option<Cow<'static, str>> {
    if let Some(group) = category(site).and_then(|category| SITE_GROUPS.get(category)) {
        return Some(Cow::Borrowed(group));
    }
    let (end, last) = site.char_indices().nth(2)?;
    Some(Cow::Owned(site.get(..end + last.len_utf8())?.to_uppercase()))
}

/// One of the seventeen groups of histologies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HistologyGroup(u8);

/// By histology, from [`FIRST_HISTOLOGY`]; 0 for none.
static HISTOLOGY_GROUPS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut groups = vec![0; 2000];
    for row in HISTOLOGY_TABLE.rows() {
        let at = |column| row.get(column).parse::<usize>().ok()?.checked_sub(usize::from(FIRST_HISTOLOGY));
        if let (Some(first), Some(last), Ok(group)) = (at("first"), at("last"), row.get("group").parse())
            && let Some(range) = groups.get_mut(first..=last)
        {
            range.fill(group);
        }
    }
    groups
});

const FIRST_HISTOLOGY: u16 = 8000;

const CODES: [&str; 18] =
    ["", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17"];

impl HistologyGroup {
    const UNSPECIFIED_CARCINOMA: Self = Self(5);
    const UNSPECIFIED_HAEMATOLOGICAL: Self = Self(14);
    const KAPOSI_SARCOMA: Self = Self(15);
    const UNSPECIFIED_CANCER: Self = Self(17);

    pub(super) fn of(histology: u16) -> Option<Self> {
        let group = HISTOLOGY_GROUPS.get(usize::from(histology.checked_sub(FIRST_HISTOLOGY)?))?;
        (*group != 0).then_some(Self(*group))
    }

    pub(super) fn code(self) -> &'static str {
        CODES.get(usize::from(self.0)).copied().unwrap_or("")
    }

    fn is_haematological(self) -> bool {
        matches!(self.0, 8..=14)
    }

    /// Whether this is unspecified where the other is a specific kind of the same.
    pub(super) fn is_less_specific_than(self, other: Self) -> bool {
        match self {
            Self::UNSPECIFIED_CANCER => matches!(other.0, 1..=7 | 15 | 16),
            Self::UNSPECIFIED_HAEMATOLOGICAL => matches!(other.0, 8..=13),
            Self::UNSPECIFIED_CARCINOMA => matches!(other.0, 1..=4),
            _ => false,
        }
    }

    /// Whether tumors of these groups are one cancer at different sites too.
    pub(super) fn is_same_wherever(self, other: Self) -> bool {
        let is_unspecified = self == Self::UNSPECIFIED_HAEMATOLOGICAL || other == Self::UNSPECIFIED_HAEMATOLOGICAL;
        (self == Self::KAPOSI_SARCOMA && other == Self::KAPOSI_SARCOMA)
            || (self.is_haematological() && other.is_haematological() && (self == other || is_unspecified))
    }

    /// Whether tumors of these groups at one site are one cancer.
    pub(super) fn is_same_at_one_site(self, other: Self) -> bool {
        self == other || self.is_less_specific_than(other) || other.is_less_specific_than(self)
    }
}
