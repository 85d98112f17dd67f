//! Chance that can be asked in any order: a counter-based generator.
//!
//! Every person, tumor and report has a [`Chance`] of its own, derived from the seed and its place. A draw is a pure
//! function of that place and of what is drawn, so facilities can be made side by side, a second facility can make
//! the same person again, and one more draw changes no other. The mixer is that of `SplitMix64` (Steele, Lea and
//! Flood, 2014). No floating-point function of the platform takes part; logarithms and powers come from `libm`.

/// What is drawn; a number of its own for each, so that no two draws of one place are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Draw {
    TumorCount = 1,
    SecondFacility,
    ThirdFacility,
    WhichFacility,
    Kin,
    Sex,
    Group,
    Race,
    SecondRace,
    Spanish,
    FirstName,
    MiddleName,
    LastName,
    SecondLastName,
    MarriedName,
    Married,
    Suffix,
    Phone,
    Place,
    House,
    Street,
    StreetKind,
    Apartment,
    Birthplace,
    OtherDeath,
    OtherCause,
    CauseKnown,
    Year,
    DayOfYear,
    Morphology,
    Age,
    Stage,
    StageDetail,
    Grade,
    Laterality,
    Confirmation,
    Source,
    Size,
    Mets,
    CancerDeath,
    Gap,
    Surgery,
    SurgeryKind,
    SurgeryDay,
    Neoadjuvant,
    Radiation,
    RadiationKind,
    RadiationDay,
    Chemo,
    ChemoKind,
    ChemoDay,
    Hormone,
    HormoneDay,
    Immuno,
    ImmunoDay,
    NodesExamined,
    NodesPositive,
    Reason,
    Lost,
    LostDay,
    DeathKnown,
    Contact,
    ContactSource,
    Tumors,
    Class,
    Visit,
    Severity,
    Quality,
    Moved,
    Missing,
    Value,
    Index,
    Kind,
    Whether,
    Item,
    RecurrenceDay,
    Status,
    Subsite,
    Maiden,
    Middle,
}

/// A place in the run, and all chance that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chance(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(GOLDEN)))
    }

    /// The place below this one with a number; independent of all others.
    pub(crate) fn child(self, number: u64) -> Self {
        Self(mix(self.0 ^ mix(number.wrapping_mul(GOLDEN) ^ 0x5851_f42d_4c95_7f2d)))
    }

    /// 64 random bits.
    pub(crate) fn bits(self, draw: Draw) -> u64 {
        mix(self.0.wrapping_add((draw as u64).wrapping_mul(GOLDEN)))
    }

    /// Uniform in [0, 1), in steps of 2^-53.
    pub(crate) fn unit(self, draw: Draw) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
        let numerator = (self.bits(draw) >> 11) as f64;
        numerator * (1.0 / 9_007_199_254_740_992.0)
    }

    pub(crate) fn happens(self, draw: Draw, probability: f64) -> bool {
        self.unit(draw) < probability
    }

    /// Uniform in 0..n; 0 where n is 0.
    pub(crate) fn below(self, draw: Draw, n: u32) -> u32 {
        ((u128::from(self.bits(draw)) * u128::from(n)) >> 64) as u32
    }

    /// Uniform in from..=to.
    pub(crate) fn between(self, draw: Draw, from: i32, to: i32) -> i32 {
        from.saturating_add_unsigned(self.below(draw, to.saturating_sub(from).max(0).unsigned_abs().saturating_add(1)))
    }

    /// Exponential with mean 1.
    pub(crate) fn exponential(self, draw: Draw) -> f64 {
        -libm::log(1.0 - self.unit(draw))
    }

    /// One of a few values; `None` only of nothing.
    pub(crate) fn one_of<T>(self, draw: Draw, values: &[T]) -> Option<&T> {
        values.get(self.below(draw, u32::try_from(values.len()).unwrap_or(u32::MAX)) as usize)
    }

    /// The index of a weight, with probability in proportion to it.
    pub(crate) fn weighted(self, draw: Draw, weights: &[u32]) -> usize {
        let mut ticket = self.below(draw, weights.iter().sum());
        for (index, &weight) in weights.iter().enumerate() {
            if ticket < weight {
                return index;
            }
            ticket -= weight;
        }
        0
    }
}

/// Values with weights, found by binary search.
#[derive(Debug)]
pub(crate) struct Lottery<T> {
    values: Vec<T>,
    /// Sum of weights up to and including each value.
    cumulative: Vec<u32>,
}

impl<T> Lottery<T> {
    pub(crate) fn new(weighted: impl IntoIterator<Item = (T, u32)>) -> Self {
        let mut total = 0_u32;
        let (values, cumulative) = weighted
            .into_iter()
            .map(|(value, weight)| {
                total = total.saturating_add(weight);
                (value, total)
            })
            .unzip();
        Self { values, cumulative }
    }

    /// One of the values; `None` only where there are none.
    pub(crate) fn draw(&self, chance: Chance, draw: Draw) -> Option<&T> {
        let ticket = chance.below(draw, *self.cumulative.last()?);
        self.values.get(self.cumulative.partition_point(|&sum| sum <= ticket))
    }

    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::{Chance, Draw, Lottery};

    #[test]
    fn draws_are_uniform_and_independent() {
        let chances: Vec<_> = (0..20_000).map(|index| Chance::new(7).child(index)).collect();
        let mean = |draw| chances.iter().map(|chance| chance.unit(draw)).sum::<f64>() / 20_000.0;
        assert!((mean(Draw::Age) - 0.5).abs() < 0.01);
        let product: f64 = chances.iter().map(|chance| chance.unit(Draw::Age) * chance.unit(Draw::Sex)).sum();
        assert!((product / 20_000.0 - 0.25).abs() < 0.01);
        let exponential: f64 = chances.iter().map(|chance| chance.exponential(Draw::Age)).sum();
        assert!((exponential / 20_000.0 - 1.0).abs() < 0.03);
    }

    #[test]
    fn lotteries_follow_their_weights() {
        let lottery = Lottery::new([('a', 1), ('b', 0), ('c', 3)]);
        let drawn =
            |wanted| (0..8000).filter(|&index| lottery.draw(Chance::new(index), Draw::Race) == Some(&wanted)).count();
        assert!((1850..2150).contains(&drawn('a')));
        assert_eq!(drawn('b'), 0);
        assert_eq!(Lottery::<u8>::new([]).draw(Chance::new(0), Draw::Race), None);
    }
}
