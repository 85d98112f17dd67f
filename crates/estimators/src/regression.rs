//! Regressions: what multiplies the hazard of people, term by term.
//!
//! A caller puts terms into a [`DesignMatrix`], factors with their levels in order; a model and its data give a [`Fit`].
//! Three models share that:
//!
//! | model | hazard | estimated by |
//! | --- | --- | --- |
//! | [`Cox`] | of the event, h_s(t) exp(z' beta) | partial likelihood |
//! | [`FineGray`] | of the subdistribution of one cause, h(t) exp(z' beta) | weighted partial likelihood |
//! | [`ExcessHazard`] | the population's plus exp(x' beta) | grouped Poisson likelihood |
//!
//! All maximise by [`Newton`]'s steps. A term that is constant or a combination of others is an error that names it; a
//! coefficient without a finite maximum is a warning that does ([`FitWarning`]), or an error where nothing is left to
//! divide by. Confidence limits are a [`Coefficient`]'s, by level.

mod cox;
mod design;
mod excess_hazard;
mod fine_gray;
mod fit;
mod moments;
mod newton;
mod symmetric;

pub use cox::{
    BaselineHazard, BaselineStep, Concordance, Cox, CoxData, CoxFit, Proportionality, Ties, TimeTransform, Variance,
};
pub use design::DesignMatrix;
pub use excess_hazard::{ExcessHazard, ExcessHazardData, ExcessHazardFit};
pub use fine_gray::{CompetingData, FineGray, FineGrayFit};
pub use fit::{ChiSquareTest, Coefficient, Fit, FitWarning};
pub use newton::{Newton, Stop};
pub use symmetric::SymmetricMatrix;
