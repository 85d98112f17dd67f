//! SEER*Stat's convention: survival by intervals of completed months, with expected survival looked up once an interval.
//!
//! **Intervals.** Follow-up is in completed months of 365.24 / 12 days, so an interval is closed at the left: a death
//! on the day that completes a month falls in the next interval. Intervals end at whole months ([`MonthGrid`]), each
//! month by default. Whoever is alive without a day of follow-up is left out, and counted. With L alive at the start of
//! interval x, D dying and W withdrawn alive in it, L* = L - W / 2 by the actuarial method, L* = L by
//! Kaplan-Meier's; P = 1 - D / L* is observed survival of the interval, CP the product of P.
//!
//! **Expected survival** of a person in interval x, p_ix, is that of the life table's cell at the age and date
//! attained when it begins, for the interval's part of the table's year: exp(-h Y m / 12), with h the daily hazard of
//! the cell, Y days in the table's year and m months; a month's is the twelfth root of the year's. S_ix is the product
//! of p_i1 to p_ix.
//!
//! | method | expected survival P* of interval x, and to its end CP* |
//! | --- | --- |
//! | Ederer I | CP* = mean of S_ix over everybody |
//! | Ederer II | P* = mean of p_ix over those alive at the start; CP* the product |
//! | Hakulinen | P* = 1 - d* / (l* - w* / 2); CP* the product |
//!
//! Hakulinen's l* is the sum of S_i(x-1) over those whose potential follow-up reaches interval x, w* that of
//! S_i(x-1) sqrt(p_ix) over those for whom it ends in x, d* that of the deaths expected: S_i(x-1) (1 - p_ix), but
//! S_i(x-1) (1 - sqrt(p_ix)) where it ends in x.
//!
//! **Relative survival** is R = P / P* of an interval and CR = CP / CP* to its end.
//!
//! **Net survival** (Pohar Perme) is the same as Ederer II's with every person weighted by 1 / (S_i(x-1) sqrt(p_ix)), the
//! inverse of expected survival in the middle of the interval: P and P* of weights, CR the product of P / P*.
//!
//! **Variance** of log CP, and of log CR as expected survival is taken as known: Greenwood's, the sum of D / (L* (L* - D)); of net
//! survival D2 / (L* (L* - D)) with L*, D sums of weights and D2 that of the dead's squared.
//!
//! **Merging.** Counts are integers, sums of expected survival and weights integers in units of 2^-40: cells of any parts
//! of a cohort add up to the same bits.
//!
//! **What SEER*Stat documents and what not.** Formulas of P, R, CP, CR and of Ederer I and II are those of its manual
//! (Algorithms for the survival output table), as are the month, the exclusion of those without follow-up, and that
//! persons are matched by attained age and year. It does not say how a month's expected survival is made of a year's;
//! the root is usual (Dickman's macros, which the CDC's tool for its registries uses, do the same by years). Its own
//! life tables go by calendar years; a table whose cells change on birthdays is read by its own rule here.
//!
//! **Assumptions.** Withdrawals spread evenly over each interval; the hazard changes little within an interval.
//!
//! **Late entry** is an error: it needs exact days ([`tally_net`](crate::tally_net)).
//!
//! **References.** Cutler SJ, Ederer F (1958) <https://doi.org/10.1016/0021-9681(58)90126-7>;
//! Ederer F, Axtell LM, Cutler SJ (1961), National Cancer Institute Monograph 6:101-121;
//! Hakulinen T (1982), Biometrics 38:933-942 <https://doi.org/10.2307/2529873>;
//! Cho H, Howlader N, Mariotto AB, Cronin KA (2011), Surveillance Research Program, NCI, technical report 2011-01;
//! Pohar Perme M, Stare J, Estève J (2012) <https://doi.org/10.1111/j.1541-0420.2011.01640.x>.

mod cells;
mod grid;
mod life_page;
mod rows;
mod tally;

pub use cells::{SeerCells, SeerKey};
pub use grid::MonthGrid;
pub use life_page::{ExpectedMethod, LifePage, LifePageRow, ObservedMethod, adjust_relative};
pub use tally::tally_seer;
