//! Data quality: what the records of a diagnosis year are counted for, and the standards that measure the counts.
//!
//! [`count`] goes over [`Records`](crate::Records) once and gives [`Indicators`]: whole numbers, so that the counts of two
//! parts merge into those of the whole. What each indicator counts, and of which records, is one list
//! ([`indicators`]); which items are looked at for completeness is a table ([`completeness_items`]), and so are the
//! thresholds ([`thresholds`]). [`judge`] lays the counts beside the thresholds. Whoever holds records, a file at its
//! submission or a whole registry, asks this one definition.
//!
//! A share is compared with its threshold as the fraction that it is, in whole numbers: nothing is rounded first, so 94.96% is
//! not 95%. NAACCR asks for *fewer than* 3% known from death certificates only, NPCR for 3% *or fewer*; each threshold
//! has its own [`Operator`].
//!
//! ```
//! use rules::Records;
//! use rules::quality::{Evidence, Scope, count, judge, standings};
//!
//! let mut records = Records::new(2).with_patients([1, 2]);
//! records.insert("dateOfDiagnosis", vec!["20220310", "202205"]);
//! records.insert("race1", vec!["01", "99"]);
//! let scope = Scope { year: Some(2022), ..Scope::default() };
//! let indicators = count(&records, &scope);
//! assert_eq!(indicators.share("missing_race").per_cent(), Some(50.0));
//!
//! let (handed_in, expected) = (None, None);
//! let evidence = Evidence {
//!     indicators: &indicators,
//!     scope,
//!     handed_in,
//!     expected,
//!     one_key_a_person: true,
//!     one_facility: true,
//! };
//! let gold = &standings(&judge(&evidence))[0];
//! assert!(gold.open.iter().any(|of| of.threshold.indicator == "missing_race"));
//! ```
//!
//! Standards: NAACCR registry certification; NPCR National Data Quality Standard and Advanced National Data Quality Standard; the publication
//! criteria of United States Cancer Statistics; Commission on Cancer. Figures that were not read in their source say so
//! ([`Threshold::verified`]).

mod columns;
mod count;
mod follow_up;
mod indicator;
mod item;
mod judge;
mod threshold;
mod time;

pub use columns::{CORE_ERRORS, CORE_ITEMS, ERRORS, FIRST_SUBMITTED, inputs, is_core_item};
pub use count::{Delays, Indicators, Scope, Share, count};
pub use indicator::{Indicator, Period, indicator, indicators};
pub use item::{Applies, CompletenessItem, completeness_items};
pub use judge::{Criterion, Evidence, Expected, Figure, Standing, Unjudged, Verdict, judge, standings};
pub use threshold::{Operator, Threshold, Unit, tables, thresholds};
