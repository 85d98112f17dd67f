//! What can be wrong with a request to this crate. No error carries a person's value.

use crate::exact::Parts;

/// The result of a fallible kernel.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A request that cannot be answered, with the fields that say why.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Cells counted under different rules were to be merged.
    #[error(
        "cells differ in their {field}: {left} and {right}; only cells of one {field} can be merged, count one side again under the other's"
    )]
    KeyMismatch {
        /// The part of the key that differs.
        field: &'static str,
        /// The value on the receiving side.
        left: String,
        /// The value on the side merged in.
        right: String,
    },
    /// A count left the range of 64 bits.
    #[error("the count of {field} left the range of 64 bits")]
    Overflow {
        /// What was being counted.
        field: &'static str,
    },
    /// Parallel slices of different lengths.
    #[error("{field} has {found} values, expected {expected}, one a person")]
    LengthMismatch {
        /// The slice of the wrong length.
        field: &'static str,
        /// Its length.
        found: usize,
        /// The length of the other slices.
        expected: usize,
    },
    /// A day beyond [`MAX_DAY`](crate::MAX_DAY).
    #[error("person {index}: day {day} is beyond the last day that can be counted, {max}")]
    DayOutOfRange {
        /// Position in the slices, from 0.
        index: usize,
        /// The day found.
        day: u32,
        /// The largest day allowed.
        max: u32,
    },
    /// A person who left before coming under observation.
    #[error("person {index}: follow-up ends on or before the day of entry; leave such people out first")]
    ExitBeforeEntry {
        /// Position in the slices, from 0.
        index: usize,
    },
    /// A stratum number beyond the declared number of strata.
    #[error("person {index}: stratum {stratum}, expected less than {n_strata}")]
    StratumOutOfRange {
        /// Position in the slices, from 0.
        index: usize,
        /// The stratum found.
        stratum: u32,
        /// The number of strata declared.
        n_strata: usize,
    },
    /// A cause of death beyond the declared number of causes.
    #[error("person {index}: cause of death {cause}, expected 0 (alive) to {n_causes}")]
    CauseOutOfRange {
        /// Position in the slices, from 0.
        index: usize,
        /// The cause found.
        cause: u8,
        /// The number of causes declared.
        n_causes: u8,
    },
    /// A stratum of a test that has not the same groups as the first.
    #[error(
        "stratum {stratum} has {found} groups, expected {expected}; give every group in every stratum, empty where nobody is in it"
    )]
    GroupsDiffer {
        /// Position of the stratum, from 0.
        stratum: usize,
        /// How many groups it has.
        found: usize,
        /// How many the first stratum has.
        expected: usize,
    },
    /// A time that is negative or not a number.
    #[error("person {index}: expected a finite time of 0 or more")]
    TimeOutOfRange {
        /// Position in the slices, from 0.
        index: usize,
    },
    /// A time that no life reaches.
    #[error("person {index}: expected follow-up of at most {max} days; are the times in days?")]
    FollowUpTooLong {
        /// Position in the slices, from 0.
        index: usize,
        /// The longest allowed, days.
        max: f64,
    },
    /// An age or a date that is not a number.
    #[error("person {index}: expected a finite age and date at the origin")]
    PlaceOutOfRange {
        /// Position in the slices, from 0.
        index: usize,
    },
    /// A step through a life table that is not one.
    #[error("steps of {found} days, expected at least 0.01, such as 1")]
    StepOutOfRange {
        /// The length found, days.
        found: f64,
    },
    /// A weight that is not above 0.
    #[error("person {index}: expected a finite weight above 0; leave people without weight out")]
    WeightOutOfRange {
        /// Position in the slices, from 0.
        index: usize,
    },
    /// Interval ends that are not finite, positive and increasing.
    #[error("end {index} of the grid is not above the one before; intervals need increasing, finite ends")]
    GridNotIncreasing {
        /// Position of the offending end, from 0.
        index: usize,
    },
    /// A period that ends before it begins.
    #[error("the period from {from} to {to} is not one; expected an end after the start")]
    PeriodNotIncreasing {
        /// Its first year.
        from: f64,
        /// Its last.
        to: f64,
    },
    /// A life table of people who entered after the origin.
    #[error(
        "an actuarial life table needs everybody observed from the origin, found {entered} late entries; use the Kaplan-Meier estimator"
    )]
    LateEntry {
        /// How many people entered late.
        entered: u64,
    },
    /// A confidence level outside (0, 1).
    #[error("confidence level {found}, expected a number between 0 and 1, such as 0.95")]
    LevelOutOfRange {
        /// The level found.
        found: f64,
    },
    /// A name that no scale of intervals has.
    #[error("no confidence interval is called {found}; there are log, log-log, plain, logit and arcsine")]
    UnknownTransform {
        /// The name found.
        found: String,
    },
    /// Hazards that do not fill a life table.
    #[error(
        "a life table of {ages} ages and {dates} calendar cells cannot hold {found} hazards; give one for each age, date and stratum"
    )]
    LifeTableShape {
        /// How many hazards there are.
        found: usize,
        /// How many ages.
        ages: usize,
        /// How many calendar cells.
        dates: usize,
    },
    /// A hazard that is not one.
    #[error("hazard {index} of the life table is negative or not a number")]
    LifeTableHazard {
        /// Its position, from 0.
        index: usize,
    },
    /// Potential follow-up that ends before the real one.
    #[error("person {index}: potential follow-up ends before follow-up does; the closing date must not be earlier")]
    PotentialBeforeExit {
        /// Position in the slices, from 0.
        index: usize,
    },
    /// A horizon without days or with too many.
    #[error("a horizon of {found} days, expected between 1 and {max}")]
    HorizonOutOfRange {
        /// The horizon found, days.
        found: u32,
        /// The largest allowed.
        max: u32,
    },
    /// Cells that lack what an estimator needs.
    #[error(
        "the estimate needs cells with {needed}, these were tallied with {kept}; tally them again with all of these"
    )]
    PartNotKept {
        /// What the cells have.
        kept: Parts,
        /// What the estimator needs.
        needed: Parts,
    },
    /// A stored row that is not one of such cells.
    #[error("row {row} of the stored cells is {problem}; the file is damaged or was not written by this program")]
    SumRow {
        /// Its position, from 0.
        row: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An axis of a life table that cannot be.
    #[error("the {axis} axis of the life table: {problem}")]
    LifeTableAxis {
        /// The axis.
        axis: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A time that is infinite or not a number.
    #[error("row {index}: expected a finite time")]
    TimeNotFinite {
        /// Position in the slices, from 0.
        index: usize,
    },
    /// A case weight that is not a positive number.
    #[error("row {index}: expected a case weight above 0; leave out those without one")]
    CaseWeight {
        /// Position in the slices, from 0.
        index: usize,
    },
    /// A regression on nothing.
    #[error("a regression needs at least one term")]
    NoTerms,
    /// A term with a wrong number of values.
    #[error("term {term} has {found} values, expected {expected}, one a row")]
    TermLength {
        /// The term.
        term: String,
        /// How many values it has.
        found: usize,
        /// How many rows there are.
        expected: usize,
    },
    /// A value that is infinite or not a number.
    #[error("term {term}, row {index}: expected a finite number; leave out rows in which it is not known")]
    TermNotFinite {
        /// The term.
        term: String,
        /// The row, from 0.
        index: usize,
    },
    /// A level that a factor does not have.
    #[error("factor {term}, row {index}: found level {code}, expected less than {levels}")]
    FactorLevel {
        /// The factor.
        term: String,
        /// The row, from 0.
        index: usize,
        /// The level found, from 0.
        code: u32,
        /// How many levels it has.
        levels: usize,
    },
    /// A term that does not tell anybody from anybody.
    #[error("term {term} has one value in every row; leave it out")]
    ConstantTerm {
        /// The term.
        term: String,
    },
    /// A term that adds nothing to those before it.
    #[error(
        "term {term} is a combination of the terms before it where anybody has the event, so that its coefficient cannot be told; leave it out"
    )]
    CollinearTerm {
        /// The term.
        term: String,
    },
    /// A coefficient that ran away.
    #[error(
        "the coefficient of {term} has no finite maximum: the likelihood keeps rising with it, as when nobody of a level has the event; merge its levels or leave it out"
    )]
    NoFiniteMaximum {
        /// The term.
        term: String,
    },
    /// A regression without events.
    #[error("nobody has the event; a regression needs events")]
    NoEvents,
    /// Something that the exact partial likelihood does not give.
    #[error("the exact partial likelihood cannot {cannot}; use Efron's or Breslow's ties")]
    ExactTies {
        /// What it cannot do.
        cannot: &'static str,
    },
    /// An age group whose weight nobody can take.
    #[error(
        "age group {group} (from 0) has no people, so that its weight cannot be given to anybody; join it with a neighbour"
    )]
    AgeGroupWithoutPeople {
        /// The group's position, from 0.
        group: usize,
    },
    /// Potential follow-up without the date that it goes to, or the other way round.
    #[error("potential follow-up and its closing date need each other, give both; Hakulinen's method needs them")]
    PotentialWithoutClosingDate,
    /// Age groups that do not follow one another.
    #[error("age groups need lower bounds in increasing order")]
    AgeGroups,
    /// An age group that begins within an age group of the standard.
    #[error(
        "the age group from {lower} on begins within an age group of the standard; cut groups where the standard does"
    )]
    GroupWithinStandard {
        /// Where the group begins, years.
        lower: u32,
    },
    /// A name that no built-in standard has.
    #[error("no built-in standard is called {found}; there are icss1, icss2 and icss3")]
    UnknownStandard {
        /// The name found.
        found: String,
    },
    /// A weight of an age group that is not one.
    #[error("the weight of age group {group} is missing, negative or not a number, or all weights are 0")]
    StandardWeight {
        /// The group's position, from 0.
        group: usize,
    },
    /// Person-time or expected deaths that cannot be.
    #[error("row {index}: expected {wanted}")]
    GroupedRow {
        /// What would be right.
        wanted: &'static str,
        /// The row, from 0.
        index: usize,
    },
}
