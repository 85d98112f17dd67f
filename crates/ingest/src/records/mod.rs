//! Records on their way from a file into tables.

mod batch;
mod finding_rows;
mod plan;
mod rows;
mod text_column;
mod variable_column;

pub(crate) use batch::Batch;
pub(crate) use finding_rows::FindingRows;
pub(crate) use plan::{Plan, Role};
pub(crate) use rows::{Identity, Origin, Roles, Rows, prefix};
pub(crate) use text_column::{MapColumn, TextColumn};
