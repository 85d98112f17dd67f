//! Reads folders of reference results as their READMEs describe them, and compares with them. For
//! tests only: it panics where a folder is not what it should be.
//!
//! Every comparison runs twice: once as it is, once with every figure shifted by five tolerances,
//! which must be noticed. See [`Check`].

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "helpers of tests")]

mod case;
mod case_file;
mod check;
mod folder;
mod row;
mod times;

pub use case::{Case, Covariate};
pub use check::{Check, Largest, Report};
pub use folder::{Folder, Stratum};
pub use row::Row;
pub use times::{grid, times};
