//! popEpi's convention: life tables over follow-up in fractional years, as `survtab` makes them.
//!
//! For comparison with popEpi 0.4.10 only. Times and sums are floats, so the merge law does not hold
//! here; the population's hazard is read once in the middle of each row of follow-up, never split at
//! birthdays; and what looks like a fault of the package is followed where its numbers show it. Each is
//! said where it is done.
//!
//! **Rows.** A person's follow-up is split at the bounds of the grid and at the two ends of the
//! period, closed at the left; an event on a bound belongs to the interval that ends there. A row's
//! hazard is that of the life table's cell holding its midpoint in age and calendar year, per year.
//! [`Survtab`] makes the rows and adds them up by interval ([`Sums`]); [`Form`] finishes the sums.
//!
//! | sum of an interval | popEpi's column |
//! | --- | --- |
//! | entering, withdrawn, deaths | n, n.cens, d (and d.cause) |
//! | person-years, expected deaths | pyrs, d.exp |
//! | the same, weighted | n.pp, n.cens.pp, d.pp, pyrs.pp, d.exp.pp; d.pp.2 with squared weights |
//!
//! **Not followed.** Where a death falls on the first day of a period, and rounding carries it in, popEpi may count it among
//! the weighted deaths in the place of another one: which one depends on the order of its rows. Life tables with
//! periods, and causes in the life table form, which `survtab` refuses, are as their formulas say.
//!
//! **Units.** Years throughout; hazards per person-year.
//!
//! **Agreement.** popEpi 0.4.10, `survtab`: every estimator, both forms, with and without periods
//! and age standardisation, to 1e-9 (weighted sums relative).
//!
//! **References.** Miettinen J, Rantanen M, Seppä K, popEpi, <https://doi.org/10.32614/CRAN.package.popEpi>;
//! Seppä K, Dyba T, Hakulinen T (2015) <https://doi.org/10.1016/j.ejca.2014.09.002>;
//! Pohar Perme M, Stare J, Estève J (2012) <https://doi.org/10.1111/j.1541-0420.2011.01640.x>.

mod estimates;
mod fractional_years;
mod population;
mod sums;

pub use estimates::{Estimate, Form};
pub use fractional_years::{YearGrid, popepi_calendar_year};
pub use population::Population;
pub use sums::{Interval, MidWeight, Person, Sums, Survtab, WeightedSums};
