//! Record linkage: who is the same person, with evidence.
//!
//! Columns of text in, clusters, pairs and evidence out; nothing here opens a file or reads a clock, and the answer is the same on
//! any number of threads. The method is that of [`Model`]: Fellegi and Sunter's with several kinds of non-matches.

mod blocking;
mod check;
mod cluster;
mod compare;
mod dictionary;
mod error;
mod evidence;
mod fields;
mod frequencies;
mod index;
mod jaro;
mod job;
mod link;
mod model;
mod nicknames;
mod normalise;
mod outcome;
mod persons;
mod phonetic;
mod records;
mod score;
mod settings;
mod tokens;
mod training;

pub use blocking::{BlockingPlan, PassPlan};
pub use cluster::Clusters;
pub use error::{Error, Result};
pub use evidence::{Evidence, FieldEvidence};
pub use fields::{FIELDS, Field};
pub use index::{Bridge, Increment, Index};
pub use link::{Linkage, Pair, link, train_with_truth};
pub use model::{FieldModel, KINDS, Kind, LevelModel, Model};
pub use outcome::{Outcome, Reason};
pub use persons::{Column, Persons};
pub use settings::Settings;
pub use tokens::{BITS, Filter, HASHES, KEY_BYTES, TokenField, Tokenizer, Tokens};
