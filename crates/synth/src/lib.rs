//! Seeded synthetic facilities, patients, follow-up and deaths.
//!
//! A [`Generator`] makes the patients of each facility of a [`SynthSpec`] as [`naaccr::Patient`]s, ready for a writer or a
//! warehouse, together with what is true of them. The mix of sites, ages, stages, treatments and survival has the
//! shape of a United States registry; some patients are reported by two facilities, with the errors that people make.
//! Nobody is real: social security numbers, telephone numbers and provider numbers are of ranges that were never given out.
//!
//! Every value is a pure function of the seed and of its place, so that the same seed gives the same bytes on any
//! machine and any number of threads, and facilities can be made apart from each other. The crate opens no files.

mod calendar;
mod cancers;
mod chance;
mod course;
mod deaths;
mod errors;
mod facility;
mod follow_up;
mod generator;
mod items;
mod mistakes;
mod names;
mod output;
mod person;
mod places;
mod plan;
mod primary;
mod records;
mod report;
mod spec;
mod survival;
mod treatment;
mod truth;
mod typing;
mod world;

pub use calendar::Day;
pub use deaths::{DEATHS_HEADER, DEATHS_TRUTH_HEADER, write_deaths};
pub use errors::PlantedError;
pub use facility::Facility;
pub use generator::Generator;
pub use output::{FileFormat, Written, file_name, write_facility_file, write_facility_list};
pub use places::{City, State};
pub use records::FacilityRecords;
pub use spec::{Error, SynthSpec};
pub use truth::{AbstractTruth, PatientTruth, TRUTH_FILES, TRUTH_HEADERS, TruthWriter, TumorTruth};
