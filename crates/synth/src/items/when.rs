//! Which tumors an item is collected for: the standard's items come and go with the year of diagnosis, and many are of
//! one organ only.

use crate::primary::Primary;

/// A condition on the year of diagnosis and the kind of cancer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct When {
    from: i32,
    to: i32,
    /// All where empty.
    cancers: &'static [&'static str],
}

impl When {
    pub(crate) fn holds(self, primary: &Primary<'_>, year: i32) -> bool {
        self.from <= year && year <= self.to && (self.cancers.is_empty() || self.cancers.contains(&primary.cancer.name))
    }
}

const fn years(from: i32, to: i32) -> When {
    When { from, to, cancers: &[] }
}

/// Site-specific data items, since 2018.
const fn cancers(cancers: &'static [&'static str]) -> When {
    When { from: 2018, to: 9999, cancers }
}

pub(super) const ALWAYS: When = years(0, 9999);
pub(super) const UNTIL_2000: When = years(0, 2000);
pub(super) const UNTIL_2003: When = years(0, 2003);
pub(super) const UNTIL_2005: When = years(0, 2005);
pub(super) const UNTIL_2017: When = years(0, 2017);
pub(super) const UNTIL_2022: When = years(0, 2022);
pub(super) const SINCE_2006: When = years(2006, 9999);
pub(super) const SINCE_2010: When = years(2010, 9999);
pub(super) const SINCE_2016: When = years(2016, 9999);
pub(super) const SINCE_2018: When = years(2018, 9999);
pub(super) const SINCE_2021: When = years(2021, 9999);
pub(super) const SINCE_2023: When = years(2023, 9999);
pub(super) const IN_2001_TO_2017: When = years(2001, 2017);
pub(super) const IN_2007_TO_2012: When = years(2007, 2012);
pub(super) const IN_2016_AND_2017: When = years(2016, 2017);
/// Collaborative Stage, and its second version.
pub(super) const CS: When = years(2004, 2015);
pub(super) const CS_2: When = years(2010, 2015);

pub(super) const BREAST: When = cancers(&["breast"]);
pub(super) const BREAST_OR_MELANOMA: When = cancers(&["breast", "melanoma"]);
pub(super) const PROSTATE: When = cancers(&["prostate"]);
pub(super) const BOWEL: When = cancers(&["colon", "rectum"]);
pub(super) const LUNG: When = cancers(&["lung", "lung-small-cell"]);
pub(super) const MELANOMA: When = cancers(&["melanoma"]);
pub(super) const LYMPHOMA: When = cancers(&["nhl", "hodgkin"]);
pub(super) const BRAIN: When = cancers(&["brain"]);
pub(super) const GLIOMA: When = cancers(&["brain", "glioblastoma"]);
pub(super) const KIDNEY: When = cancers(&["kidney"]);
pub(super) const MYELOMA: When = cancers(&["myeloma"]);
