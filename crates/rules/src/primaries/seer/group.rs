//! Groups of rules: which tumors they are for.

use std::ops::RangeInclusive;

use super::{SeerRule, SeerTumor, before_2007, hematopoietic, mph_2007, solid_2018};

/// The rules of a manual for some sites, histologies and years of diagnosis.
#[derive(Debug)]
pub struct SeerRuleGroup {
    /// Its stable name, e.g. `str_2018_and_later_breast`.
    pub id: &'static str,
    /// What tumors it is for.
    pub name: &'static str,
    /// The manual that its rules stand in.
    pub manual: &'static str,
    /// Its rules, in the order in which they are asked.
    pub rules: &'static [SeerRule],
    pub(super) years: RangeInclusive<i32>,
    pub(super) scope: Scope,
}

/// Tumors by their codes. A list that is empty restricts nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) sites: &'static [RangeInclusive<u16>],
    pub(super) histologies: &'static [RangeInclusive<u16>],
    pub(super) not_histologies: &'static [RangeInclusive<u16>],
    pub(super) behaviors: &'static [u8],
    /// What is in it besides, by the later year of diagnosis of the two tumors.
    pub(super) also: fn(&SeerTumor, i32) -> bool,
}

/// Lymphomas and leukemias.
pub(super) const HEMATOPOIETIC: RangeInclusive<u16> = 9590..=9993;

/// Solid malignant tumors of any site, Kaposi sarcoma aside.
pub(super) const SOLID: Scope = Scope {
    sites: &[],
    histologies: &[],
    not_histologies: &[HEMATOPOIETIC, 9140..=9140],
    behaviors: &[2, 3, 6],
    also: |_, _| false,
};

impl Scope {
    fn has(&self, tumor: &SeerTumor, later_year: i32) -> bool {
        let lists = |ranges: &[RangeInclusive<u16>], code| ranges.iter().any(|range| range.contains(&code));
        let has = (self.sites.is_empty() || lists(self.sites, tumor.site))
            && (self.histologies.is_empty() || lists(self.histologies, tumor.histology))
            && !lists(self.not_histologies, tumor.histology)
            && self.behaviors.contains(&tumor.behavior);
        has || (self.also)(tumor, later_year)
    }
}

impl SeerRuleGroup {
    /// All groups, in the order in which they are asked whether a tumor is theirs.
    #[must_use]
    pub fn all() -> &'static [&'static Self] {
        GROUPS
    }

    /// The group of a tumor, by the later year of diagnosis of the two tumors compared: the first that it is in.
    pub(super) fn of(tumor: &SeerTumor, later_year: i32) -> Option<&'static Self> {
        let holds = |group: &&Self| group.years.contains(&later_year) && group.scope.has(tumor, later_year);
        GROUPS.iter().copied().find(holds)
    }
}

/// All groups in the order in which they are asked: those for other sites are last.
static GROUPS: &[&SeerRuleGroup] = &[
    &hematopoietic::until_2000::GROUP,
    &hematopoietic::from_2001::GROUP,
    &hematopoietic::from_2010::GROUP,
    &before_2007::benign_brain::GROUP,
    &before_2007::malignant::GROUP,
    &mph_2007::head_and_neck::GROUP,
    &mph_2007::colon::GROUP,
    &mph_2007::lung::GROUP,
    &mph_2007::melanoma::GROUP,
    &mph_2007::breast::GROUP,
    &mph_2007::kidney::GROUP,
    &mph_2007::urinary::GROUP,
    &mph_2007::benign_brain::GROUP,
    &mph_2007::malignant_brain::GROUP,
    &solid_2018::breast::GROUP,
    &solid_2018::colon::GROUP,
    &solid_2018::head_and_neck::GROUP,
    &solid_2018::kidney::GROUP,
    &solid_2018::lung::GROUP,
    &solid_2018::malignant_cns::GROUP,
    &solid_2018::non_malignant_cns::GROUP,
    &solid_2018::urinary::GROUP,
    &solid_2018::melanoma::GROUP,
    &mph_2007::other_sites::GROUP,
    &solid_2018::other_sites::GROUP,
];
