//! Splitting people into rows and adding the rows up by interval.

use crate::error::{Error, Result};
use crate::observed::interval_cells::IntervalCount;
use crate::popepi::fractional_years::YearGrid;
use crate::popepi::population::{BREAK_SHIFT, Population};

/// A person followed in fractional years.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Person {
    /// Length of follow-up.
    pub years: f64,
    /// Cause of the death that ended it, from 1; 0 for the living.
    pub cause: u8,
    /// Calendar year of the start, as [`popepi_calendar_year`](super::popepi_calendar_year) has it.
    /// Not looked at without a period or a population.
    pub calendar: f64,
    /// Age at the start. Not looked at without a population.
    pub age: f64,
    /// Stratum of the life table.
    pub stratum: u32,
}

/// Where in an interval Pohar Perme's weight is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MidWeight {
    /// As popEpi 0.4.10 takes it. One row in the interval: expected survival in the middle is
    /// S exp(+h w/2), with the wrong sign. Several: S exp(-sum of h times a distance), each row's distance
    /// its own length but w/2 at most, the last row's half of what is left of the interval. S is
    /// expected survival where the person's first row in the interval begins, w the interval's width.
    PopEpi,
    /// Expected survival in the middle of the interval, S exp(-H), with H the person's cumulative hazard over
    /// half of the interval; whoever leaves before keeps the last hazard.
    Corrected,
}

/// The rules by which people are split and added up.
#[derive(Debug, Clone)]
pub struct Survtab<'a> {
    /// The intervals of follow-up.
    pub grid: YearGrid,
    /// Calendar years of period analysis: person-time from the first to the second. A death exactly on the first
    /// is left out, one exactly on the second is counted (but not among popEpi's weighted ones).
    pub period: Option<(f64, f64)>,
    /// Where expected deaths come from, if wanted.
    pub population: Option<Population<'a>>,
    /// Whether (and how) to weight as Pohar Perme do; needs a population.
    pub weights: Option<MidWeight>,
}

/// Sums weighted by the inverse of each person's expected survival in the middle of the interval.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct WeightedSums {
    /// People entering.
    pub entering: f64,
    /// People withdrawn alive.
    pub withdrawn: f64,
    /// Deaths.
    pub deaths: f64,
    /// Deaths, weights squared.
    pub deaths_squared: f64,
    /// Person-years.
    pub person_years: f64,
    /// Expected deaths.
    pub expected_deaths: f64,
}

/// The sums of one interval.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Interval {
    /// People entering, withdrawn, dead. In period analysis those enter who begin the interval inside the period.
    pub counts: IntervalCount,
    /// Deaths by cause; the first is cause 1.
    pub deaths_by_cause: Vec<u64>,
    /// Time lived in the interval.
    pub person_years: f64,
    /// Deaths expected in the population; 0 without one.
    pub expected_deaths: f64,
    /// Pohar Perme's sums; 0 unless asked for.
    pub weighted: WeightedSums,
}

/// The sums of one stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    grid: YearGrid,
    intervals: Vec<Interval>,
}

impl Sums {
    /// The grid.
    #[must_use]
    pub fn grid(&self) -> &YearGrid {
        &self.grid
    }

    /// The sums, one an interval of the grid.
    #[must_use]
    pub fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// The same, as far as anybody was followed, with each interval's width. popEpi gives rows for these only.
    pub(super) fn reached(&self) -> impl Iterator<Item = (&Interval, f64)> {
        let reached = self.intervals.iter().rposition(|interval| interval.person_years > 0.0);
        self.intervals.iter().zip(self.grid.widths()).take(reached.map_or(0, |last| last + 1))
    }
}

/// A piece of one person's follow-up inside one interval and on one side of the period's ends.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: f64,
    end: f64,
    hazard: f64,
    in_period: bool,
}

impl Piece {
    fn years(&self) -> f64 {
        self.end - self.start
    }
}

impl<'a> Survtab<'a> {
    /// Observed survival on a grid: no period, no population.
    #[must_use]
    pub fn observed(grid: YearGrid) -> Self {
        Self { grid, period: None, population: None, weights: None }
    }

    /// Adds up one stratum's people, whose causes of death are 1 to `n_causes`.
    ///
    /// # Errors
    ///
    /// [`Error::TimeOutOfRange`] for a time, age or date that is not finite or a negative time,
    /// [`Error::CauseOutOfRange`], [`Error::StratumOutOfRange`] for a stratum that the life table has not,
    /// [`Error::PeriodNotIncreasing`].
    pub fn tally(&self, people: &[Person], n_causes: u8) -> Result<Sums> {
        if let Some((from, to)) = self.period.filter(|(from, to)| from >= to || from.is_nan() || to.is_nan()) {
            return Err(Error::PeriodNotIncreasing { from, to });
        }
        let n = self.grid.bounds().len() - 1;
        let empty = Interval { deaths_by_cause: vec![0; usize::from(n_causes)], ..Interval::default() };
        let mut sums = Sums { grid: self.grid.clone(), intervals: vec![empty; n] };
        let mut pieces = Vec::new();
        for (index, person) in people.iter().enumerate() {
            self.check(index, person, n_causes)?;
            self.add(person, &mut pieces, &mut sums.intervals);
        }
        Ok(sums)
    }

    fn check(&self, index: usize, person: &Person, n_causes: u8) -> Result<()> {
        let Person { years, cause, calendar, age, stratum } = *person;
        if !(years.is_finite() && years >= 0.0 && calendar.is_finite() && age.is_finite()) {
            return Err(Error::TimeOutOfRange { index });
        }
        if cause > n_causes {
            return Err(Error::CauseOutOfRange { index, cause, n_causes });
        }
        match self.population.as_ref().map(Population::strata) {
            Some(n_strata) if stratum as usize >= n_strata => {
                Err(Error::StratumOutOfRange { index, stratum, n_strata })
            }
            _ => Ok(()),
        }
    }

    fn add(&self, person: &Person, pieces: &mut Vec<Piece>, intervals: &mut [Interval]) {
        let mut cumulative_hazard = 0.0;
        let mut entered_before = false;
        for (bounds, interval) in self.grid.bounds().windows(2).zip(intervals) {
            let (start, end) = (bounds[0], bounds[1]);
            if person.years <= start && start > 0.0 {
                break;
            }
            self.cut(person, start, end.min(person.years), pieces);
            let weight = self
                .weights
                .map_or(0.0, |rule| f64::exp(cumulative_hazard + hazard_to_middle(rule, pieces, start, end)));
            interval.add_time(pieces, weight);
            if pieces.first().is_some_and(|first| first.in_period) && !entered_before {
                interval.counts.entering += 1;
                interval.weighted.entering += weight;
            }
            if person.years <= end {
                self.add_exit(person, pieces, weight, interval);
            }
            entered_before = pieces.last().is_some_and(|last| self.rounds_into_period(person, last));
            cumulative_hazard += pieces.iter().map(|piece| piece.hazard * piece.years()).sum::<f64>();
        }
    }

    /// When the period begins and ends, in years of a person's follow-up.
    fn period_of(&self, person: &Person) -> (f64, f64) {
        let of = |(from, to)| (from - person.calendar, to - person.calendar);
        self.period.map_or((f64::NEG_INFINITY, f64::INFINITY), of)
    }

    /// A person's pieces between two times of follow-up.
    fn cut(&self, person: &Person, start: f64, end: f64, pieces: &mut Vec<Piece>) {
        let (from, to) = self.period_of(person);
        pieces.clear();
        let mut piece_start = start;
        let inside = [from, to].into_iter().filter(|&cut| start < cut && cut < end);
        for piece_end in inside.chain([end]) {
            let half = (piece_end - piece_start) / 2.0;
            let hazard = self.population.as_ref().map_or(0.0, |population| {
                let (age, calendar) = (person.age + piece_start + half, person.calendar + piece_start + half);
                population.hazard(person.stratum, age, calendar)
            });
            let in_period = from <= piece_start && piece_start < to;
            pieces.push(Piece { start: piece_start, end: piece_end, hazard, in_period });
            piece_start = piece_end;
        }
    }

    /// Whether a piece that ends with the period's first day reaches into the period: popEpi splits rows at the period
    /// a second time before it weights them, by calendar years, whose rounding may leave a sliver behind.
    fn rounds_into_period(&self, person: &Person, piece: &Piece) -> bool {
        let reaches = |(first, _): (f64, f64)| {
            let ends_there = piece.end == first - person.calendar;
            ends_there && first - (person.calendar + piece.start) < piece.years()
        };
        self.weights == Some(MidWeight::PopEpi) && self.period.is_some_and(reaches)
    }

    fn add_exit(&self, person: &Person, pieces: &[Piece], weight: f64, interval: &mut Interval) {
        let Some(last) = pieces.last() else { return };
        let (_, to) = self.period_of(person);
        let cause = usize::from(person.cause);
        let counted = last.in_period || self.rounds_into_period(person, last);
        if !counted {
            return;
        }
        match cause.checked_sub(1) {
            Some(cause) => {
                interval.counts.deaths += 1;
                interval.deaths_by_cause[cause] += 1;
            }
            None => interval.counts.withdrawn += 1,
        }
        let at_the_end = last.end == to && self.weights == Some(MidWeight::PopEpi);
        if last.in_period && !at_the_end {
            let weighted = &mut interval.weighted;
            if cause > 0 {
                weighted.deaths += weight;
                weighted.deaths_squared += weight * weight;
            } else {
                weighted.withdrawn += weight;
            }
        }
    }
}

impl Interval {
    fn add_time(&mut self, pieces: &[Piece], weight: f64) {
        for piece in pieces.iter().filter(|piece| piece.in_period) {
            let (years, expected) = (piece.years(), piece.hazard * piece.years());
            self.person_years += years;
            self.expected_deaths += expected;
            self.weighted.person_years += weight * years;
            self.weighted.expected_deaths += weight * expected;
        }
    }
}

/// The cumulative hazard from where the interval begins to its middle, by a rule.
fn hazard_to_middle(rule: MidWeight, pieces: &[Piece], start: f64, end: f64) -> f64 {
    let half = (end - start) / 2.0;
    match (rule, pieces) {
        (_, []) => 0.0,
        (MidWeight::PopEpi, [only]) => -only.hazard * (end - BREAK_SHIFT - start) / 2.0,
        (MidWeight::PopEpi, [before @ .., last]) => {
            let before: f64 = before.iter().map(|piece| piece.hazard * piece.years().min(half)).sum();
            before + last.hazard * ((end - BREAK_SHIFT - last.start) / 2.0).max(0.0)
        }
        (MidWeight::Corrected, [before @ .., last]) => {
            let middle = start + half;
            let in_first_half = |piece: &Piece| piece.hazard * (piece.end.min(middle) - piece.start).max(0.0);
            before.iter().map(in_first_half).sum::<f64>() + last.hazard * (middle - last.start).max(0.0)
        }
    }
}
