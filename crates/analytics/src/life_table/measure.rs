//! What the figures of a life table may be, and how they become hazards.

/// A measure of mortality over a cell of a life table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Deaths per person-day.
    HazardPerDay,
    /// Deaths per person-year.
    HazardPerYear,
    /// qx: the probability of dying within a year of age.
    Death,
    /// px: the probability of living through it, 1 - qx.
    Survival,
    /// mx: deaths per person-year lived at the age.
    DeathRate,
}

/// The hazard of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hazard {
    /// Deaths per person-day.
    PerDay(f64),
    /// Death within the year is certain, which no finite hazard says: this one stands in for it.
    Certain(f64),
}

/// Stands in for a probability of death of 1, as in relsurv's reader of HMD tables. Tables close with
/// a 1 since everybody dies in the end, not since everybody dies within that year.
pub(super) const NEARLY_CERTAIN: f64 = 0.999;

impl Measure {
    /// Every measure, best first: where a file has several, the first keeps the most digits.
    pub(super) const ALL: [Self; 5] =
        [Self::HazardPerDay, Self::HazardPerYear, Self::Death, Self::Survival, Self::DeathRate];

    /// The names of its column, the plain one first. `haz` is popEpi's, `prob` and `rate` are those of
    /// Stata's `strs`, `freq` is how R calls the figures of a table.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::HazardPerDay => &["hazard_per_day", "freq"],
            Self::HazardPerYear => &["hazard_per_year", "haz", "rate"],
            Self::Death => &["qx"],
            Self::Survival => &["px", "prob"],
            Self::DeathRate => &["mx"],
        }
    }

    /// What an error expects of a figure.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::HazardPerDay => "a rate per person-day, 0 or more",
            Self::HazardPerYear | Self::DeathRate => "a rate per person-year, 0 or more",
            Self::Death | Self::Survival => "a probability from 0 to 1",
        }
    }

    /// The constant hazard of the figure's cell; `None` where the figure cannot be one of this measure.
    ///
    /// A probability of death q becomes -ln(1 - q) / days per year. A death rate is taken for the hazard, which
    /// it is where the hazard is constant.
    pub(super) fn hazard(self, figure: f64, days_per_year: f64) -> Option<Hazard> {
        let of_death = |q: f64| -libm::log1p(-q) / days_per_year;
        let certain = || Hazard::Certain(of_death(NEARLY_CERTAIN));
        let possible = match self {
            Self::HazardPerDay | Self::HazardPerYear | Self::DeathRate => figure >= 0.0 && figure.is_finite(),
            Self::Death | Self::Survival => (0.0..=1.0).contains(&figure),
        };
        possible.then(|| match self {
            Self::HazardPerDay => Hazard::PerDay(figure),
            Self::HazardPerYear | Self::DeathRate => Hazard::PerDay(figure / days_per_year),
            Self::Death if figure == 1.0 => certain(),
            Self::Death => Hazard::PerDay(of_death(figure)),
            Self::Survival if figure == 0.0 => certain(),
            Self::Survival => Hazard::PerDay(-libm::log(figure) / days_per_year),
        })
    }
}
