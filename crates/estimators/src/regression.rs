//! Regression of hazards on the covariates of people.

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
