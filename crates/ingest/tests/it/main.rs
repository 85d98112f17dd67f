//! Files into a warehouse and out again, through the crate's public doors.

mod bad_input;
mod bulk;
mod conservation;
mod convert;
mod corpus;
mod identity;
mod round_trip;
mod samples;
mod submissions;
mod support;
