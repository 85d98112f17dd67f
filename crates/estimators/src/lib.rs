//! Numerical kernels of registry statistics, each in two halves: mergeable *cells* and a *finish*.
//!
//! Cells are what one pass over the cases leaves behind: counts of people by stratum and day or
//! interval, as integers, with an exact [`Merge`]. Two threads, two files or two registries merge
//! by adding, in any order, to the same bits. A finish turns cells into an estimate with its
//! variance; floating point begins there, and weights and intervals are applied there.
//!
//! | estimator | cells | finish |
//! | --- | --- | --- |
//! | Kaplan-Meier | [`DayCells`] | [`KaplanMeier`] |
//! | Nelson-Aalen, Fleming-Harrington | [`DayCells`] | [`NelsonAalen`] |
//! | cumulative incidence (Aalen-Johansen) | [`CauseCells`] | [`CumulativeIncidence`] |
//! | cause-specific survival | [`CauseCells::of_cause`] | [`KaplanMeier`] |
//! | log-rank test, rho family | [`DayCells`] | [`LogRank`] |
//! | Gray's test | [`CauseCells`] | [`Gray`] |
//! | quantiles, restricted mean, conditional survival | any | [`Curve::quantile`], [`Curve::restricted_mean`], [`Curve::given`] |
//! | Kaplan-Meier of weighted people (a convention of R's survival) | none: case by case, in floats | [`WeightedKaplanMeier`] |
//! | age standardisation, traditional | estimates of age groups | [`StandardWeights`] |
//! | age standardisation, Brenner's | cells by age group | [`IndividualWeights`] |
//! | actuarial life table | [`IntervalCells`] | [`Actuarial`] |
//! | observed, relative and net survival, cumulative incidence by popEpi's convention | none: floats, so no merge law | [`popepi`] |
//! | net survival (Pohar Perme) | [`NetCells`] | [`PoharPerme`] |
//! | relative survival (Ederer I and II, Hakulinen) | [`NetCells`] | [`EdererI`], [`EdererII`], [`Hakulinen`] |
//! | the same over intervals | [`NetIntervals`] of [`NetCells`] | `finish_intervals` of each |
//! | expected survival and numbers, years lost | [`NetCells`] | [`ExpectedSurvival`], [`YearsLost`] |
//! | crude probability of death (Cronin-Feuer) | [`NetCells`] | [`CrudeProbability`] |
//! | Graffeo's test | [`NetCells`] | [`GraffeoTest`] |
//! | observed, relative and net survival by completed months, SEER*Stat's convention | [`SeerCells`] | [`LifePage`] |
//! | relative and net survival by relsurv's convention | none: case by case, in floats | [`relsurv`] |
//! | Cox regression | none: risk sets need every person, so no merge law | [`Cox`] |
//! | excess hazard regression | rows of merged cells | [`ExcessHazard`] |
//! | Fine-Gray regression | none, likewise | [`FineGray`] |
//!
//! Nothing here knows a file, a column name, a clock or a data frame: slices in, structs out.

mod cause_curve;
mod causes;
mod confidence;
mod curve;
mod difference;
mod error;
mod exact;
mod life_table;
mod loss_curve;
mod merge;
mod observed;
pub mod popepi;
mod regression;
mod relative;
pub mod relsurv;
mod seer;
mod standardise;
mod summary;

pub use cause_curve::{CauseCurve, CauseStep, CrudeProbabilities};
pub use causes::{CauseCells, CauseFollowUp, CompetingRisks, CumulativeIncidence, IncidenceVariance, tally_causes};
pub use confidence::{ConfLevel, ConfidenceInterval, Transform};
pub use curve::{Curve, Step};
pub use difference::{ComparedGroup, Gray, LogRank, TestOfDifference};
pub use error::{Error, Result};
pub use exact::{
    DailySums, DaySum, Exclusions, NetCells, NetKey, OutsideCounts, Parts, PreparedTable, SumRow, TableCohort,
    tally_net, too_heavy,
};
pub use life_table::{AgeAxis, CalendarAxis, CalendarRule, LifeTable, Outside, Stretch, Subject, Walk};
pub use loss_curve::{LossCurve, LossStep, LostYears};
pub use merge::{CellKey, CountingUnit, Merge, merge_strata};
pub use observed::{
    Actuarial, ClosedSide, DayCells, DayCount, DayGrid, DayZero, FollowUp, IntervalCells, IntervalCount,
    IntervalEstimate, KaplanMeier, MAX_DAY, NelsonAalen, TiedDeaths, WeightedCount, WeightedCurve, WeightedKaplanMeier,
    WeightedVariance, tally_strata,
};
pub use popepi::{YearGrid, popepi_calendar_year};
pub use regression::{
    BaselineHazard, BaselineStep, ChiSquareTest, Coefficient, CompetingData, Concordance, Cox, CoxData, CoxFit,
    DesignMatrix, ExcessHazard, ExcessHazardData, ExcessHazardFit, FineGray, FineGrayFit, Fit, FitWarning, Newton,
    Proportionality, Stop, SymmetricMatrix, Ties, TimeTransform, Variance,
};
pub use relative::{
    CrudeProbability, EdererI, EdererII, ExpectedCurve, ExpectedStep, ExpectedSurvival, GraffeoTest, Hakulinen,
    IntervalForm, NetInterval, NetIntervals, PoharPerme, YearsLost,
};
pub use seer::{
    ExpectedMethod, LifePage, LifePageRow, MonthGrid, ObservedMethod, SeerCells, SeerKey, adjust_relative, tally_seer,
};
pub use standardise::{
    AgeGroups, AgeStandard, Counted, GroupEstimate, Icss, IndividualWeights, MissingGroup, Neighbour, NotEstimable,
    StandardEstimate, StandardWeights, join_age_groups,
};
pub use summary::{MeanVariance, Quantile, RestrictedMean};
