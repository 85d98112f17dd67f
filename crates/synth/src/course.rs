//! The course of a person's disease: their primaries, when each was found, and when and of what they died.

use crate::Day;
use crate::calendar::DAYS_PER_YEAR;
use crate::cancers::{Cancer, Morphology};
use crate::chance::{Chance, Draw};
use crate::facility::PersonKey;
use crate::primary::{Primary, diagnosis_day};
use crate::survival::{Risk, cancer_death_days, other_cause, other_death_days, write_cancer_cause};
use crate::world::World;

/// A death, be it after the study.
#[derive(Debug)]
pub(crate) struct Death {
    pub(crate) day: Day,
    /// ICD-10 without the point.
    pub(crate) cause: String,
    /// From one of the person's own cancers.
    pub(crate) of_cancer: bool,
}

/// From the first diagnosis to the end.
#[derive(Debug)]
pub(crate) struct Course<'a> {
    pub(crate) birth: Day,
    /// By date of diagnosis.
    pub(crate) primaries: Vec<Primary<'a>>,
    pub(crate) death: Death,
}

impl<'a> Course<'a> {
    pub(crate) fn new(world: &'a World, key: PersonKey, female: bool, black: bool) -> Self {
        let chance = world.roster.chance(key);
        let study_end = world.spec.study_end;
        let count = world.roster.tumor_count(key);
        let diagnosed = diagnosis_day(chance, &world.years, study_end);
        let wanted = Wanted { female, year: diagnosed.year(), age: None, others: &[], well_defined: count > 1 };
        let (cancer, morphology) = wanted.draw(world, chance.child(10));
        let birth = diagnosed.plus(-cancer.age_days(chance));
        let age_at = |day: Day| f64::from(day.0 - birth.0) / DAYS_PER_YEAR;
        let other_death = other_death_days(chance, female, age_at(diagnosed));
        let mut death = diagnosed.plus(other_death.clamp(0.0, LONGEST_DAYS) as i32);
        let mut killer = None;
        let mut primaries: Vec<Primary<'a>> = Vec::with_capacity(usize::from(count));
        let mut add = |primary: Primary<'a>, primaries: &mut Vec<Primary<'a>>, death: &mut Day| {
            let (stage, year) = (primary.stage, primary.year());
            let risk = Risk { female, age: age_at(primary.diagnosed), stage, year, black };
            let days = cancer_death_days(primary.chance, primary.cancer, risk).clamp(0.0, LONGEST_DAYS);
            let day = primary.diagnosed.plus(days as i32);
            if day < *death {
                (*death, killer) = (day, Some(primaries.len()));
            }
            primaries.push(primary);
        };
        let first = Primary::new(chance.child(10), cancer, morphology, diagnosed, birth.years_to(diagnosed));
        add(first, &mut primaries, &mut death);
        for number in 1..u64::from(count) {
            let chance = chance.child(10 + number);
            let from = primaries.last().map_or(diagnosed, |primary| primary.diagnosed);
            // Ages above 100 are questioned by registries.
            let to = death.min(study_end).min(birth.plus(OLDEST_DAYS)).max(from);
            let day = Day(chance.between(Draw::Gap, from.0, to.0));
            let age = birth.years_to(day);
            let wanted = Wanted { female, year: day.year(), age: Some(age), others: &primaries, well_defined: true };
            let (cancer, morphology) = wanted.draw(world, chance);
            add(Primary::new(chance, cancer, morphology, day, age), &mut primaries, &mut death);
        }
        come_by_death(chance, &mut primaries, death, birth, study_end);
        for primary in &mut primaries {
            primary.treat(death.min(study_end));
        }
        let killer = killer.and_then(|index: usize| primaries.get(index));
        let mut cause = String::with_capacity(4);
        match killer {
            Some(primary) => write_cancer_cause(primary.cancer, primary.site, &mut cause),
            None => cause.push_str(other_cause(chance, age_at(death))),
        }
        let death = Death { day: death, cause, of_cancer: killer.is_some() };
        Self { birth, primaries, death }
    }
}

/// More days than anybody lives with a cancer.
const LONGEST_DAYS: f64 = 40_000.0;

/// Age in days after which no primary is found: 99 years.
const OLDEST_DAYS: i32 = 36_159;

/// Some are first heard of when they have died: the day of death is then that of diagnosis.
fn come_by_death(chance: Chance, primaries: &mut [Primary<'_>], death: Day, birth: Day, study_end: Day) {
    let [only] = primaries else { return };
    let u = chance.unit(Draw::Source);
    // Only one in three or so dies soon enough to be such a case.
    if death > birth.plus(OLDEST_DAYS)
        || !only.may_be_death_certificate_only()
        || death > study_end.min(only.diagnosed.plus(1500))
        || u > 0.035
    {
        return;
    }
    only.diagnosed = death;
    only.age = birth.years_to(death);
    if u < 0.003 { only.known_from_autopsy() } else { only.known_from_death_certificate() }
}

/// What a cancer must be to come next.
struct Wanted<'p> {
    female: bool,
    /// Year of diagnosis.
    year: i32,
    /// Completed years, where they are settled.
    age: Option<i32>,
    /// What the person has had.
    others: &'p [Primary<'p>],
    /// No unknown or ill-defined site, which might be a metastasis of any other.
    well_defined: bool,
}

impl Wanted<'_> {
    /// A cancer that the sex, year and age allow, and that is a primary of its own beside the others. Ages give way
    /// where after many tries nothing fits.
    fn draw<'a>(&self, world: &'a World, chance: Chance) -> (&'a Cancer, Morphology) {
        let mut fallback = None;
        for attempt in 0..4000 {
            let (cancer, morphology) = world.cancers.draw(chance.child(100 + attempt), self.female);
            // Tumors of the brain that are not malignant are reported since 2004.
            let reportable = morphology.behavior >= 2 || self.year >= 2004;
            let defined = !self.well_defined || region(morphology.site) != UNKNOWN_SITE;
            if !reportable || !defined || !self.others.iter().all(|other| are_distinct(other, cancer, morphology)) {
                continue;
            }
            if self.age.is_none_or(|age| cancer.is_usual_at(age)) {
                return (cancer, morphology);
            }
            fallback = fallback.or(Some((cancer, morphology)));
        }
        fallback.unwrap_or_else(|| world.cancers.draw(chance, self.female))
    }
}

/// Whether every rule for multiple primaries makes two of them: other organs, other histology groups.
fn are_distinct(other: &Primary<'_>, cancer: &Cancer, morphology: Morphology) -> bool {
    let both_systemic = other.cancer.is_hematopoietic() && cancer.is_hematopoietic();
    region(other.site) != region(morphology.site) && !both_systemic && other.cancer.name != cancer.name
}

const UNKNOWN_SITE: u32 = 9;

/// Organs that some rule for multiple primaries takes together.
fn region(site: &str) -> u32 {
    match site.get(1..3).and_then(|digits| digits.parse().ok()).unwrap_or(80) {
        0..=14 => 1,
        18..=21 => 2,
        22..=25 => 3,
        33 | 34 | 38 => 4,
        40 | 41 | 47..=49 => 5,
        51..=58 => 6,
        64..=68 => 7,
        69..=72 | 75 => 8,
        26 | 39 | 76 | 80 => UNKNOWN_SITE,
        alone => 100 + alone,
    }
}
