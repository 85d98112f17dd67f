//! Kaplan-Meier of people who count with weights: a convention of R's survival package.
//!
//! **Formula.** As [`KaplanMeier`](crate::KaplanMeier), n and d being sums of weights.
//!
//! **Variance.** [`WeightedVariance::Greenwood`] takes sums of weights for counts, which is right where
//! a weight of two stands for two people. [`WeightedVariance::Robust`] is right where weights only say whom
//! the sample represents. It adds the squares of what each person contributes, w_i U_i, where log S(t) moves
//! by U_i = sum over s <= t of (Y_i(s) d / n - dN_i(s)) / (n - d) for a unit of the person's weight (the
//! infinitesimal jackknife), and H(t) by the same with n in the place of n - d and the sign turned. With
//! weights of one, and nobody entering late, it is Greenwood's variance.
//!
//! **No merge law.** Weights are fractions, and sums of fractions depend on their order: this works case
//! by case, and there are no cells.
//!
//! **Ties, day 0, delayed entry, units.** As in Kaplan-Meier. **Complexity.** n log n.
//!
//! **Agreement.** R's survival 3.5-3, `survfit(weights = w)`, which is robust where weights are fractions,
//! and `survfit(weights = w, robust = FALSE)`, to 1e-12.
//!
//! **References.** Therneau TM, Grambsch PM (2000), chapter 2 <https://doi.org/10.1007/978-1-4757-3294-8>.

use crate::curve::Curve;
use crate::error::{Error, Result};
use crate::merge::CellKey;
use crate::observed::day_cells::{DayCells, FollowUp};
use crate::observed::kaplan_meier::{DayZero, KaplanMeier};

/// What a weight means for the variance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum WeightedVariance {
    /// How many people a person stands for in the sample itself.
    Greenwood,
    /// How much a person represents of a population.
    #[default]
    Robust,
}

/// Sums of weights on one day, in the place of [`Step::n_risk`](crate::Step::n_risk) and its neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedCount {
    /// At risk.
    pub n_risk: f64,
    /// Died.
    pub n_event: f64,
    /// Censored.
    pub n_censor: f64,
}

/// A curve of weighted people.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedCurve {
    /// The curve; its counts are people, its estimates and standard errors weighted.
    pub curve: Curve,
    /// Sums of weights, step by step.
    pub counts: Vec<WeightedCount>,
}

/// The Kaplan-Meier estimator of weighted people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct WeightedKaplanMeier {
    /// What weights mean.
    pub variance: WeightedVariance,
    /// The rule for day 0.
    pub day_zero: DayZero,
}

impl WeightedKaplanMeier {
    /// The curve of one stratum; `weight[i]` is the weight of person `i`, above 0.
    ///
    /// # Errors
    ///
    /// [`Error::WeightOutOfRange`], or as [`DayCells::tally`].
    pub fn finish(&self, people: FollowUp<'_>, weight: &[f64]) -> Result<WeightedCurve> {
        let (found, expected) = (weight.len(), people.exit.len());
        if found != expected {
            return Err(Error::LengthMismatch { field: "weight", found, expected });
        }
        if let Some(index) = weight.iter().position(|w| !(w.is_finite() && *w > 0.0)) {
            return Err(Error::WeightOutOfRange { index });
        }
        let cells = DayCells::tally(CellKey::TUMORS, people)?;
        let mut curve = KaplanMeier { day_zero: self.day_zero, start: 0 }.finish(&cells);
        let mut crowd = Crowd::new(people, weight, self.day_zero);
        let mut sums = Sums { survival: 1.0, ..Sums::default() };
        let mut counts = Vec::with_capacity(curve.steps.len());
        for step in &mut curve.steps {
            counts.push(crowd.pass_day(step.day, &mut sums));
            let [log, hazard] = match self.variance {
                WeightedVariance::Greenwood => [sums.log.moved, sums.hazard.moved],
                WeightedVariance::Robust => [sums.log.variance(), sums.hazard.variance()],
            };
            step.estimate = sums.survival;
            step.std_err_log = if sums.survival > 0.0 { log.max(0.0).sqrt() } else { f64::INFINITY };
            step.cum_hazard = sums.cum_hazard;
            step.cum_hazard_std_err = hazard.max(0.0).sqrt();
        }
        Ok(WeightedCurve { curve, counts })
    }
}

/// What is known at the end of a day.
#[derive(Default)]
struct Sums {
    survival: f64,
    cum_hazard: f64,
    /// On log S.
    log: Influence,
    /// On H.
    hazard: Influence,
}

/// What people contribute to the variance of an estimate. Being there on days with deaths has moved it by `moved` so
/// far for a unit of weight, which happens to be its variance by Greenwood's rule too; dying moves it back by a
/// jump. For each person that is w^2 (moved since entry - jump)^2. Those still there share `moved`, so that three
/// sums tell theirs.
#[derive(Default)]
struct Influence {
    moved: f64,
    /// Of those that have left.
    gone: f64,
    /// Of those still there: w^2, w^2 e, w^2 e^2, where e is `moved` at their entry.
    here: [f64; 3],
}

impl Influence {
    fn enter(&mut self, weight: f64) {
        self.count(weight * weight, self.moved);
    }

    fn leave(&mut self, weight: f64, at_entry: f64, jump: f64) {
        let square = weight * weight;
        self.count(-square, at_entry);
        self.gone += square * (self.moved - at_entry - jump).powi(2);
    }

    fn count(&mut self, square: f64, at_entry: f64) {
        self.here[0] += square;
        self.here[1] += square * at_entry;
        self.here[2] += square * at_entry * at_entry;
    }

    fn variance(&self) -> f64 {
        let [squares, first, second] = self.here;
        self.gone + squares * self.moved * self.moved - 2.0 * self.moved * first + second
    }
}

struct Person {
    entry: u32,
    exit: u32,
    died: bool,
    weight: f64,
    /// Where log S and H stood at entry.
    at_entry: [f64; 2],
}

/// The people in order of exit, with how far the walk has come.
struct Crowd {
    people: Vec<Person>,
    /// Weights of this person and those after.
    to_leave: Vec<f64>,
    left: usize,
    /// Positions in order of entry.
    by_entry: Vec<usize>,
    /// Weights of this entry and those after.
    to_enter: Vec<f64>,
    entered: usize,
}

impl Crowd {
    fn new(people: FollowUp<'_>, weight: &[f64], day_zero: DayZero) -> Self {
        let person = |i: usize| Person {
            entry: people.entry.map_or(0, |entry| entry[i]),
            exit: people.exit[i],
            died: people.died[i],
            weight: weight[i],
            at_entry: [0.0; 2],
        };
        let mut people: Vec<Person> = (0..weight.len()).map(person).collect();
        if day_zero == DayZero::LeaveOut {
            people.retain(|person| person.exit > 0 || person.died);
        }
        people.sort_by_key(|person| person.exit);
        let mut by_entry: Vec<usize> = (0..people.len()).collect();
        by_entry.sort_by_key(|&i| people[i].entry);
        let to_leave = sums_from_the_end(people.iter().map(|person| person.weight));
        let to_enter = sums_from_the_end(by_entry.iter().map(|&i| people[i].weight));
        Self { people, to_leave, left: 0, by_entry, to_enter, entered: 0 }
    }

    /// Lets people in that entered before `day`, and out that leave on it.
    fn pass_day(&mut self, day: f64, sums: &mut Sums) -> WeightedCount {
        while let Some(&i) = self.by_entry.get(self.entered) {
            let person = &mut self.people[i];
            if person.entry > 0 && f64::from(person.entry) >= day {
                break;
            }
            sums.log.enter(person.weight);
            sums.hazard.enter(person.weight);
            person.at_entry = [sums.log.moved, sums.hazard.moved];
            self.entered += 1;
        }
        let leaving = self.people[self.left..].iter().take_while(|person| f64::from(person.exit) <= day).count();
        let today = &self.people[self.left..self.left + leaving];
        self.left += leaving;
        let weight = |died: bool| today.iter().filter(|person| person.died == died).map(|person| person.weight).sum();
        let (deaths, censored): (f64, f64) = (weight(true), weight(false));
        // Summed from the end, so that nothing is left where nobody is.
        let outlive = self.to_leave[self.left] - self.to_enter[self.entered] + censored;
        let n = outlive + deaths;

        sums.survival *= outlive / n;
        sums.log.moved += deaths / (n * outlive);
        sums.cum_hazard += deaths / n;
        sums.hazard.moved += deaths / (n * n);
        for person in today {
            let jump = |size: f64| if person.died { size } else { 0.0 };
            sums.log.leave(person.weight, person.at_entry[0], jump(1.0 / outlive));
            sums.hazard.leave(person.weight, person.at_entry[1], jump(1.0 / n));
        }
        WeightedCount { n_risk: n, n_event: deaths, n_censor: censored }
    }
}

/// For each value the sum of it and those after, and 0 for the end.
fn sums_from_the_end(values: impl DoubleEndedIterator<Item = f64>) -> Vec<f64> {
    let mut sums = vec![0.0];
    for value in values.rev() {
        sums.push(sums[sums.len() - 1] + value);
    }
    sums.reverse();
    sums
}
