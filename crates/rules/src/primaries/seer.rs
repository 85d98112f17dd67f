//! Multiple primaries by the rules of the SEER program: are two tumors of a patient one primary, and by which rule?
//!
//! Inputs, of each of two tumors: site, histology, behavior, laterality and date of diagnosis; histology and behavior
//! of ICD-O-2 are taken where valid for diagnoses before 2001.
//!
//! The rules are those of the *later* year of diagnosis, so that an old tumor is judged by new rules. Each tumor is in
//! one [`SeerRuleGroup`]: hematopoietic neoplasms (to 2000, 2001 to 2009, 2010 and later), solid tumors before 2007,
//! those of the modules of 2007, and those of the Solid Tumor Rules of 2018, 2021 and 2023. Two groups are two
//! primaries. The rules of one group are asked in the manual's order until one decides. A rule that lacks information,
//! a laterality or part of a date, leaves what it would say; if a later rule says otherwise, the pair is questionable.
//!
//! Answer: a [`SeerDecision`] with the [`SeerVerdict`] (single primary, multiple primaries, questionable, invalid
//! input), the group, the rules asked and the one that decided. [`trace_seer_primaries`] gives the [`DecisionTrace`]s
//! of all tumors of a patient. As variables: `seer_multiple_primary` (`first`, `multiple`, `single`, `questionable`,
//! `invalid`: of all comparisons with tumors diagnosed before, one primary with any of them goes first, then a
//! question) and `seer_multiple_primary_rule` (the comparison that decided: number of the tumor before, group and
//! rule).
//!
//! Source: the manuals, which each group cites; see <https://seer.cancer.gov/tools/solidtumor/>,
//! <https://seer.cancer.gov/tools/mphrules/> and <https://seer.cancer.gov/tools/heme/>. What the manuals leave to a
//! person (one lesion or two, a biopsy, a treatment) no code tells; such rules never apply or are questionable.
//!
//! Agreement with the SEER program's own library: all 13,413 pairs, with verdict, group, rule and the rules asked.

mod before_2007;
mod decision;
mod general;
mod group;
mod hematopoietic;
mod list;
mod mph_2007;
mod pair;
mod rule;
mod solid_2018;
mod trace;
mod tumor;
mod variable;

use group::{HEMATOPOIETIC, SOLID, Scope};
use list::CodeList;
use pair::{Interval, Pair, Sides};
use rule::{Finding, Test, Where, multiple_if, rule, single_or_multiple};

pub use decision::{SeerBasis, SeerDecision, SeerVerdict, decide_seer_primaries};
pub use group::SeerRuleGroup;
pub use rule::SeerRule;
pub use trace::{Comparison, DecisionTrace, trace_seer_primaries};
pub use tumor::{SeerTumor, SeerTumorTexts};
pub use variable::SEER_MULTIPLE_PRIMARIES;
pub(crate) use variable::SEER_MULTIPLE_PRIMARY;
