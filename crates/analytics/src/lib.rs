//! Cohorts and statistics over a snapshot or a case file, through polars.
