//! Regression of hazards on the covariates of people.

mod cox;
mod design;
mod fit;
mod newton;
mod symmetric;

pub use cox::{
    BaselineHazard, BaselineStep, Concordance, Cox, CoxData, CoxFit, Proportionality, Ties, TimeTransform, Variance,
};
pub use design::DesignMatrix;
pub use fit::{ChiSquareTest, Coefficient, Fit, FitWarning};
pub use newton::{Newton, Stop};
pub use symmetric::SymmetricMatrix;
