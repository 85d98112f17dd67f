//! Conditions on one item, as the tables of recodes write them.

use std::ops::RangeInclusive;

/// Codes and ranges of codes, both ends included: `C000-C009;C140`, `8000;8010-8045`, `2010-`, `-2009`.
#[derive(Debug, Default)]
pub(crate) struct CodeRanges(Vec<RangeInclusive<u16>>);

impl CodeRanges {
    pub(crate) fn parse(list: &str) -> Self {
        let number = |text: &str| text.trim().trim_start_matches('C').parse::<u16>().ok();
        let range = |part: &str| match part.split_once('-') {
            Some((first, last)) => Some(number(first).unwrap_or(0)..=number(last).unwrap_or(9999)),
            None => number(part).map(|code| code..=code),
        };
        Self(list.split(';').filter_map(range).collect())
    }

    pub(crate) fn contains(&self, code: u16) -> bool {
        self.0.iter().any(|range| range.contains(&code))
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a rule asks of one item: that its code is among some, where any are listed, and not among others.
#[derive(Debug)]
pub(crate) struct Criterion {
    within: CodeRanges,
    outside: CodeRanges,
}

impl Criterion {
    pub(crate) fn parse(within: &str, outside: &str) -> Self {
        Self { within: CodeRanges::parse(within), outside: CodeRanges::parse(outside) }
    }

    /// Whether it asks for nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.within.is_empty() && self.outside.is_empty()
    }

    /// Whether a code fits. No code is in no list.
    pub(crate) fn allows(&self, code: Option<u16>) -> bool {
        let is_in = |codes: &CodeRanges| code.is_some_and(|code| codes.contains(code));
        (self.within.is_empty() || is_in(&self.within)) && !is_in(&self.outside)
    }

    /// The smallest and largest codes of all ranges.
    pub(crate) fn bounds(&self) -> impl Iterator<Item = u16> + '_ {
        self.within.0.iter().chain(&self.outside.0).flat_map(|range| [*range.start(), *range.end()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_within_one_list_and_outside_of_another() {
        let site = Criterion::parse("C000-C009;C140", "");
        let allowed = |criterion: &Criterion, codes: &[u16]| -> Vec<u16> {
            codes.iter().copied().filter(|code| criterion.allows(Some(*code))).collect()
        };
        assert_eq!(allowed(&site, &[0, 9, 10, 139, 140, 141]), [0, 9, 140]);
        assert!(!site.allows(None));
        let histology = Criterion::parse("", "9050-9055;9140");
        assert_eq!(allowed(&histology, &[8000, 9049, 9050, 9055, 9056, 9140]), [8000, 9049, 9056]);
        assert!(histology.allows(None));
        let both = Criterion::parse("8000-8010", "8005");
        assert_eq!(allowed(&both, &[7999, 8000, 8005, 8010]), [8000, 8010]);
        let year = Criterion::parse("2010-", "");
        assert_eq!(allowed(&year, &[2009, 2010, 9999]), [2010, 9999]);
        assert_eq!(allowed(&Criterion::parse("-2009", ""), &[0, 2009, 2010]), [0, 2009]);
        assert!(Criterion::parse("", "").is_empty() && Criterion::parse("", "").allows(None));
    }
}
