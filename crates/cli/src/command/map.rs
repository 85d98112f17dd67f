//! `caselake map`.

use std::path::PathBuf;

use clap::Args;
use naaccr::{RecordType, Version};

use crate::command::synth::{parse_record_type, parse_version};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::{print, write_file};

/// Draft the map that delimited text needs, from its headers.
///
/// Columns that are called after an item (id, name or number) are matched; the rest are listed to be filled in.
#[derive(Debug, Args)]
pub(crate) struct Map {
    /// Delimited text with a header row
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Version whose items the columns are
    #[arg(long, value_name = "VERSION", default_value = "250", value_parser = parse_version)]
    naaccr_version: Version,
    /// Record type whose items the columns are: A, M, C or I
    #[arg(long = "type", value_name = "TYPE", default_value = "A", value_parser = parse_record_type)]
    record_type: RecordType,
    /// Write the map to a file instead of standard output; an existing one is not overwritten
    #[arg(long, value_name = "MAP.toml")]
    out: Option<PathBuf>,
}

impl Map {
    pub(crate) fn run(self) -> Outcome {
        let map = ingest::draft_map(&self.file, self.naaccr_version, self.record_type)?;
        match &self.out {
            Some(path) if path.exists() => {
                return Err(Failure::new(format_args!("{}: exists; name another file", path.display())));
            }
            Some(path) => write_file(path, map.as_bytes())?,
            None => print(map.as_bytes())?,
        }
        Ok(Verdict::Done)
    }
}
