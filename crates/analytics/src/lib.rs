//! Cohorts and statistics: a case file or a snapshot's Parquet files in through polars, a tidy
//! answer out.
//!
//! A [`SurvivalRequest`] names a [`Source`] and says what is asked; [`survival`] gives an
//! [`Answer`]: rows by stratum and time, the whole curves for plotting, and the [`Provenance`] that
//! lets the answer be asked again. An answer renders itself to CSV, JSON, Parquet and a plain
//! table, and [`plot::survival_svg`] draws it.
//!
//! ```no_run
//! use analytics::{CaseFile, Render, Source, SurvivalRequest, survival};
//!
//! let cases = Source::Cases(CaseFile::new("listing.csv"));
//! let mut request = SurvivalRequest::new(cases);
//! request.by = vec!["sex".to_owned()];
//! request.at_years = vec![1.0, 5.0, 10.0];
//! print!("{}", survival(&request)?.to_csv()?);
//! # Ok::<(), analytics::Error>(())
//! ```
//!
//! A [`DifferenceRequest`] asks whether the strata of such a request differ ([`difference()`]), a [`RegressionRequest`]
//! what their hazards depend on ([`regression()`]); each has its own answer, and all say of themselves with [`Render`].
//!
//! A [`quality::QualityRequest`] asks how complete, correct and timely a year's records are, by the thresholds of the
//! standards.
//!
//! The stages of a request, in order: [`Source`] loads only the columns asked for; the `where`
//! language selects rows; follow-up is read and checked; strata are numbered; the kernels of
//! `estimators` count and finish. No formula is here, and no polars type in the public API.

mod answer;
mod case_file;
mod categories;
mod caution;
mod cohort;
mod convention;
mod derive;
mod design;
mod difference;
mod error;
mod estimate;
mod filter;
mod grid;
mod labels;
mod life_table;
mod method;
mod nearest;
mod parquet_file;
pub mod plot;
mod provenance;
pub mod quality;
mod question;
mod regression;
mod render;
mod request;
pub mod rollup;
mod selection;
mod snapshot;
mod source;
mod standard;
mod strata;
mod survival;
mod texts;
mod values;
mod weights;

pub use answer::{
    Algorithm, Answer, Cause, Clamped, CurvePoint, CurveShape, Exclusion, Interval, LifeTableUsed, Provenance, Row,
    Series,
};
pub use case_file::CaseFile;
pub use convention::{Convention, Form};
pub use derive::{
    ColumnRead, Derivation, DeriveRequest, DeriveTo, Derived, DerivedVariable, LeftOut, Variable, VariableInput,
    VariableTable, derive,
};
pub use design::{Design, Window};
pub use difference::{Difference, DifferenceRequest, Outcome, Test, difference};
pub use error::{Error, Result};
pub use estimators::{
    ChiSquareTest, Coefficient, ComparedGroup, Concordance, ConfLevel, ConfidenceInterval, CountingUnit, Fit,
    FitWarning, Proportionality, TestOfDifference, Transform,
};
pub use filter::FilterError;
pub use grid::Grid;
pub use life_table::{Dimension, LifeTableSource, Located, Locator, ReferenceTable};
pub use method::{Measure, Method};
pub use regression::{Covariate, Covariates, Deviance, Regression, RegressionRequest, Ties, regression};
pub use render::{ColumnValues, Render, Table, parquet};
pub use request::SurvivalRequest;
pub use snapshot::SnapshotFiles;
pub use source::Source;
pub use standard::{StandardSource, Standardisation, Weighting};
pub use survival::survival;
pub use values::parse_date;
pub use weights::AgeWeights;
