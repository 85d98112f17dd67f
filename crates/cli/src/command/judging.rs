//! Arguments that every command has which runs edits.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rules::{EditSelection, EditSet, Setter};

use crate::failure::Failure;

/// Which edits are run.
#[derive(Debug, Clone, Args)]
pub(crate) struct Judging {
    /// A file of edits of your own; one with the id of a shipped edit takes its place
    #[arg(long = "edits", value_name = "FILE.toml", help_heading = "Edits")]
    edit_files: Vec<PathBuf>,
    /// Only the edits of one standard setter
    #[arg(long, value_enum, value_name = "SETTER", help_heading = "Edits")]
    edit_set: Option<SetterName>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SetterName {
    Naaccr,
    Seer,
    Npcr,
    Coc,
}

impl From<SetterName> for Setter {
    fn from(name: SetterName) -> Self {
        match name {
            SetterName::Naaccr => Self::Naaccr,
            SetterName::Seer => Self::Seer,
            SetterName::Npcr => Self::Npcr,
            SetterName::Coc => Self::Coc,
        }
    }
}

impl Judging {
    /// The edits that are shipped and those of the files, as far as they are wanted.
    pub(crate) fn edits(&self) -> Result<EditSet, Failure> {
        let mut edits = EditSet::shipped().map_err(Failure::new)?;
        for file in &self.edit_files {
            edits = edits.with(&edit_file(file)?);
        }
        let setter = self.edit_set.map(Setter::from);
        Ok(edits.select(&EditSelection { setter, ..EditSelection::default() }))
    }

    /// The same, unless the structure alone is wanted.
    pub(crate) fn unless(&self, structure_only: bool) -> Result<Option<Arc<EditSet>>, Failure> {
        if structure_only { Ok(None) } else { self.edits().map(|edits| Some(Arc::new(edits))) }
    }
}

/// Reads a file of edits.
pub(crate) fn edit_file(path: &Path) -> Result<EditSet, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format_args!("{name}: cannot be read as edits: {error}")))?;
    EditSet::parse(&name, &text).map_err(Failure::new)
}
