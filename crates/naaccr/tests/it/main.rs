//! Tests of the public interface against facts and files from outside.

mod dictionary;
mod shared;
