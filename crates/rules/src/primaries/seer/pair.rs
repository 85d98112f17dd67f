//! Two tumors of a patient, and what rules ask of them.

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use super::SeerTumor;

/// The two tumors, in the order they were given.
pub(super) struct Pair<'t> {
    pub(super) first: &'t SeerTumor,
    pub(super) second: &'t SeerTumor,
}

/// Whether two diagnoses are more than some time apart, as far as their dates are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interval {
    Within,
    Apart,
    Unknown,
}

/// What the lateralities of two tumors say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    Same,
    Opposite,
    /// One of them is neither right nor left.
    Unknown,
}

impl<'t> Pair<'t> {
    pub(super) fn both(&self, is: impl Fn(&SeerTumor) -> bool) -> bool {
        is(self.first) && is(self.second)
    }

    pub(super) fn either(&self, is: impl Fn(&SeerTumor) -> bool) -> bool {
        is(self.first) || is(self.second)
    }

    /// Whether one tumor is the one thing and the other tumor the other.
    pub(super) fn one_each(&self, one: impl Fn(&SeerTumor) -> bool, other: impl Fn(&SeerTumor) -> bool) -> bool {
        one(self.first) && other(self.second) || one(self.second) && other(self.first)
    }

    pub(super) fn same_site(&self) -> bool {
        self.first.site == self.second.site
    }

    pub(super) fn same_category(&self) -> bool {
        self.first.category() == self.second.category()
    }

    /// Whether both sites are in the same one of several groups of sites.
    pub(super) fn in_one_of(&self, groups: &[&[RangeInclusive<u16>]]) -> bool {
        groups.iter().any(|group| self.both(|tumor| group.iter().any(|sites| sites.contains(&tumor.site))))
    }

    pub(super) fn same_code(&self) -> bool {
        self.first.histology == self.second.histology
    }

    pub(super) fn same_morphology(&self) -> bool {
        self.same_code() && self.first.behavior == self.second.behavior
    }

    /// The first three digits of the histology codes agree.
    pub(super) fn same_histology_group(&self) -> bool {
        self.first.histology / 10 == self.second.histology / 10
    }

    /// The tables take two tumors of one histology and behavior for alike, unless it is a neoplasm or carcinoma that
    /// nothing more is known of (8000, 8010).
    pub(super) fn same_histology(&self) -> bool {
        self.same_morphology() && !matches!(self.first.histology, 8000 | 8010)
    }

    pub(super) fn in_situ_and_malignant(&self) -> bool {
        self.one_each(SeerTumor::is_in_situ, SeerTumor::is_malignant)
    }

    pub(super) fn sides(&self) -> Sides {
        match (self.first.laterality, self.second.laterality) {
            (first @ (b'1' | b'2'), second @ (b'1' | b'2')) if first == second => Sides::Same,
            (b'1' | b'2', b'1' | b'2') => Sides::Opposite,
            _ => Sides::Unknown,
        }
    }

    /// When the first was diagnosed beside the second, where the known parts of the dates tell.
    pub(super) fn order(&self) -> Option<Ordering> {
        let (first, second) = (self.first.diagnosis, self.second.diagnosis);
        let by_year = first.year()?.cmp(&second.year()?);
        if by_year.is_ne() {
            return Some(by_year);
        }
        let by_month = first.month()?.cmp(&second.month()?);
        if by_month.is_ne() {
            return Some(by_month);
        }
        Some(first.day()?.cmp(&second.day()?))
    }

    /// The earlier and the later tumor; the second is the later where both were diagnosed on one day, or it is unknown.
    pub(super) fn in_order(&self) -> (&'t SeerTumor, &'t SeerTumor) {
        match self.order() {
            Some(Ordering::Greater) => (self.second, self.first),
            _ => (self.first, self.second),
        }
    }

    /// Whether the diagnoses lie more than so many days apart.
    pub(super) fn days_apart(&self, days: i32) -> Interval {
        let order = self.order();
        if order == Some(Ordering::Equal) {
            return Interval::Within;
        }
        let (earlier, later) = self.in_order();
        let (Some(earlier), Some(later)) = (earlier.diagnosis.range(), later.diagnosis.range()) else {
            return Interval::Unknown;
        };
        let (least, most) = (*later.start() - *earlier.end(), *later.end() - *earlier.start());
        let (least, most) = if order.is_some() { (least, most) } else { (0, least.abs().max(most.abs())) };
        match () {
            () if least > days => Interval::Apart,
            () if most <= days => Interval::Within,
            () => Interval::Unknown,
        }
    }

    /// Whether so many years or more lie between the diagnoses.
    pub(super) fn years_apart(&self, years: i32) -> Interval {
        let (first, second) = (self.first.diagnosis, self.second.diagnosis);
        let (earlier, later) = if first.year() <= second.year() { (first, second) } else { (second, first) };
        let (Some(from), Some(to)) = (earlier.year(), later.year()) else { return Interval::Unknown };
        let known = (to - from).cmp(&years).then_with(|| match (earlier.month(), later.month()) {
            (Some(from), Some(to)) => to.cmp(&from),
            _ => Ordering::Equal,
        });
        match known {
            Ordering::Greater => Interval::Apart,
            Ordering::Less => Interval::Within,
            Ordering::Equal => match (earlier.day(), later.day()) {
                (Some(from), Some(to)) if to.to_ymd().2 >= from.to_ymd().2 => Interval::Apart,
                (Some(_), Some(_)) => Interval::Within,
                _ => Interval::Unknown,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DateTexts;
    use crate::primaries::seer::SeerTumorTexts;

    fn diagnosed(date: &str) -> SeerTumor {
        SeerTumor::new(&SeerTumorTexts { diagnosis: DateTexts::of(date), ..Default::default() })
    }

    #[test]
    fn order_as_far_as_it_is_known() {
        for (first, second, order) in [
            ("20180301", "20180302", Some(Ordering::Less)),
            ("201804", "20180302", Some(Ordering::Greater)),
            ("2017", "20180302", Some(Ordering::Less)),
            ("20180301", "20180301", Some(Ordering::Equal)),
            ("201803", "20180301", None),
            ("2018", "20180301", None),
        ] {
            let pair = Pair { first: &diagnosed(first), second: &diagnosed(second) };
            assert_eq!(pair.order(), order, "{first} {second}");
        }
    }

    #[test]
    fn years_end_on_the_anniversary() {
        for (first, second, interval) in [
            ("20130301", "20180301", Interval::Apart),
            ("20180228", "20130301", Interval::Within),
            ("20130301", "201804", Interval::Apart),
            ("201303", "20180301", Interval::Unknown),
            ("2013", "2018", Interval::Unknown),
            ("2012", "2018", Interval::Apart),
        ] {
            let pair = Pair { first: &diagnosed(first), second: &diagnosed(second) };
            assert_eq!(pair.years_apart(5), interval, "{first} {second}");
        }
    }

    #[test]
    fn days_are_those_that_are_possible() {
        for (first, second, interval) in [
            ("20180101", "20180302", Interval::Within),
            ("20180303", "20180101", Interval::Apart),
            // At least 29, at least 60, at least 90 days; at most 30 in either order.
            ("201801", "201803", Interval::Unknown),
            ("201801", "201804", Interval::Unknown),
            ("201801", "201805", Interval::Apart),
            ("201801", "201801", Interval::Within),
            ("2018", "2018", Interval::Unknown),
            ("2016", "2018", Interval::Apart),
        ] {
            let pair = Pair { first: &diagnosed(first), second: &diagnosed(second) };
            assert_eq!(pair.days_apart(60), interval, "{first} {second}");
        }
    }
}
