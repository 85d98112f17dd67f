//! Survival time in months and days, as SEER defines it.
//!
//! Dates of diagnosis and of last contact that are known in part are completed from what is around them: the birth, the
//! patient's other tumors in the order they arose ([`order`]), and the last contact ([`complete`]). So all tumors of a
//! patient are treated together. Everything is done twice: *plain*, with the last contact as reported, and *presumed
//! alive*, where a patient not known to be dead is taken to have lived to the end of the study.
//!
//! As variables ([`variables`]) the values are codes with leading zeros: 9999 months and 99999 days are unknown, and a date that
//! is not known at all is blank.
//!
//! Source: SEER*Stat survival time algorithm, <https://seer.cancer.gov/survivaltime/>, version 2.2 as implemented by
//! the SEER programme's own library.

mod complete;
mod order;
mod parts;
mod variables;

use crate::{Absence, AlgorithmId, Day, PartialDate};
use complete::Timeline;
pub(crate) use order::{compare, sequence_key};
pub(crate) use parts::Parts;
pub(crate) use variables::SURVIVAL_TIME;

/// This algorithm.
pub const SEER_SURVIVAL_TIME: AlgorithmId = AlgorithmId { id: "seer-survival-time", version: "2.2" };

/// A month, in days, as the algorithm counts it.
const DAYS_PER_MONTH: f64 = 365.24 / 12.0;

/// Year, month and day of a date as submitted, each blank where unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateTexts<'a> {
    /// `YYYY`.
    pub year: &'a str,
    /// `MM`.
    pub month: &'a str,
    /// `DD`.
    pub day: &'a str,
}

impl<'a> DateTexts<'a> {
    /// Cuts a date of the NAACCR standard, `YYYY`, `YYYYMM` or `YYYYMMDD`, in three.
    #[must_use]
    pub fn of(date: &'a str) -> Self {
        let (year, rest) = date.split_at_checked(4).unwrap_or((date, ""));
        let (month, day) = rest.split_at_checked(2).unwrap_or((rest, ""));
        Self { year, month, day }
    }
}

/// What the algorithm needs to know of a tumor, as submitted. What concerns the patient must be the same for all tumors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SurvivalInput<'a> {
    /// Item 390, `dateOfDiagnosis`.
    pub diagnosis: DateTexts<'a>,
    /// Item 1750, `dateOfLastContact`; the patient's.
    pub last_contact: DateTexts<'a>,
    /// Item 240, `dateOfBirth`; the patient's, read from the first tumor.
    pub birth: DateTexts<'a>,
    /// Item 1760, `vitalStatus`; the patient's.
    pub vital_status: &'a str,
    /// Item 380, `sequenceNumberCentral`.
    pub sequence_number_central: &'a str,
    /// Item 500, `typeOfReportingSource`.
    pub type_of_reporting_source: &'a str,
}

/// How well a survival time is known: items 1784 and 1787.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SurvivalFlag {
    /// 0: complete dates, no days of survival.
    CompleteZeroDays,
    /// 1: complete dates, at least a day.
    Complete,
    /// 2: incomplete dates, no days are possible.
    IncompleteMayBeZeroDays,
    /// 3: incomplete dates, at least a day for sure.
    Incomplete,
    /// 8: known from the death certificate or autopsy only.
    DeathCertificateOrAutopsyOnly,
    /// 9: unknown.
    Unknown,
}

impl SurvivalFlag {
    /// The code of items 1784 and 1787.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::CompleteZeroDays => 0,
            Self::Complete => 1,
            Self::IncompleteMayBeZeroDays => 2,
            Self::Incomplete => 3,
            Self::DeathCertificateOrAutopsyOnly => 8,
            Self::Unknown => 9,
        }
    }
}

/// Time from diagnosis to last contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurvivalTime {
    /// Completed months of 365.24 / 12 days; `None` where unknown (9999 in files).
    pub months: Option<u32>,
    /// Days; `None` where unknown (99999 in files).
    pub days: Option<u32>,
    /// How well it is known.
    pub flag: SurvivalFlag,
}

impl SurvivalTime {
    const UNKNOWN: Self = Self { months: None, days: None, flag: SurvivalFlag::Unknown };
    const NOT_FOLLOWED: Self = Self { months: None, days: None, flag: SurvivalFlag::DeathCertificateOrAutopsyOnly };
}

/// The survival of a patient after one tumor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TumorSurvival {
    /// To the last contact as reported, or the end of the study.
    pub plain: SurvivalTime,
    /// To the end of the study for who is not known to be dead.
    pub presumed_alive: SurvivalTime,
    /// The date of diagnosis, completed.
    pub diagnosis: PartialDate,
    /// The last contact, completed.
    pub last_contact: PartialDate,
    /// The last contact, completed, or the end of the study.
    pub last_contact_presumed_alive: PartialDate,
    /// The tumor's place among the patient's tumors in the order they arose, from 1.
    pub order: usize,
}

/// The survival of a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientSurvival<'a> {
    /// After each tumor, in the order given.
    pub tumors: Vec<TumorSurvival>,
    /// Item 1762, `vitalStatusRecode`: the status at the end of the study; `None` where the tumors contradict each
    /// other.
    pub vital_status_recode: Option<&'a str>,
}

/// Survival times of a patient, whose tumors are all in `tumors`, in a study that ends with 31 December of
/// `cutoff_year`. A last contact after `today` is taken for unknown.
#[must_use]
pub fn seer_survival_times<'a>(tumors: &[SurvivalInput<'a>], cutoff_year: i32, today: Day) -> PatientSurvival<'a> {
    let Some(first) = tumors.first() else {
        return PatientSurvival { tumors: Vec::new(), vital_status_recode: None };
    };
    let mut study = Study::new(tumors, first, cutoff_year, today);
    let same_contact = |other: &&SurvivalInput<'_>| {
        other.last_contact == first.last_contact && other.vital_status == first.vital_status
    };
    if let Some(other) = tumors.iter().find(|other| !same_contact(other)) {
        let recode = (other.vital_status == first.vital_status).then_some(first.vital_status);
        study.tumors.iter_mut().for_each(|tumor| tumor.diagnosis = PartialDate::Absent(Absence::Blank));
        return PatientSurvival { tumors: study.tumors, vital_status_recode: recode };
    }
    let outlived = study.last_contact.year.is_some_and(|year| year > cutoff_year);
    let recode = if outlived { "1" } else { first.vital_status };
    study.run(tumors);
    PatientSurvival { tumors: study.tumors, vital_status_recode: Some(recode) }
}

struct Study {
    cutoff_year: i32,
    birth: Parts,
    last_contact: Parts,
    is_alive: bool,
    /// Dates of diagnosis of valid tumors, in the order the tumors arose, each with its index.
    valid: Vec<(usize, Parts)>,
    tumors: Vec<TumorSurvival>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Plain,
    PresumedAlive,
}

impl Study {
    fn new(inputs: &[SurvivalInput<'_>], first: &SurvivalInput<'_>, cutoff_year: i32, today: Day) -> Self {
        let is_valid = |date: &Parts| date.year.is_some_and(|year| (1900..=cutoff_year).contains(&year));
        let keys: Vec<_> = inputs
            .iter()
            .map(|tumor| {
                let date = Parts::of_diagnosis(tumor.diagnosis);
                let date = if is_valid(&date) { date.without_impossible_parts() } else { date };
                (date, sequence_key(tumor.sequence_number_central))
            })
            .collect();
        let order = order::sort(&keys);
        let mut tumors: Vec<_> = keys
            .iter()
            .map(|(date, _)| TumorSurvival {
                plain: SurvivalTime::UNKNOWN,
                presumed_alive: SurvivalTime::UNKNOWN,
                diagnosis: if is_valid(date) { date.to_date() } else { PartialDate::Absent(Absence::Blank) },
                last_contact: PartialDate::Absent(Absence::Blank),
                last_contact_presumed_alive: PartialDate::Absent(Absence::Blank),
                order: 0,
            })
            .collect();
        for (place, &index) in order.iter().enumerate() {
            tumors[index].order = place + 1;
        }
        Self {
            cutoff_year,
            birth: Parts::of(first.birth).without_impossible_parts(),
            last_contact: Parts::of_last_contact(first.last_contact, today).without_impossible_parts(),
            is_alive: Parts::number(first.vital_status) == Some(1),
            valid: order.iter().map(|&index| (index, keys[index].0)).filter(|(_, date)| is_valid(date)).collect(),
            tumors,
        }
    }

    fn run(&mut self, inputs: &[SurvivalInput<'_>]) {
        let has_contact = self.last_contact.year.is_some();
        if has_contact {
            self.pass(Pass::Plain);
        }
        if has_contact || self.is_alive {
            self.pass(Pass::PresumedAlive);
        }
        for &(index, _) in &self.valid {
            if matches!(Parts::number(inputs[index].type_of_reporting_source), Some(6 | 7)) {
                self.tumors[index].plain = SurvivalTime::NOT_FOLLOWED;
                self.tumors[index].presumed_alive = SurvivalTime::NOT_FOLLOWED;
            }
        }
    }

    fn pass(&mut self, pass: Pass) {
        let Timeline { diagnoses, mut last_contact } =
            Timeline::complete(self.valid.iter().map(|&(_, date)| date), self.last_contact, self.birth);
        let cutoff = Parts { year: Some(self.cutoff_year), month: Some(12), day: Some(31) };
        if last_contact.year.is_some_and(|year| year > self.cutoff_year) {
            last_contact = cutoff;
        }
        let plain_contact = last_contact;
        if pass == Pass::PresumedAlive && self.is_alive {
            last_contact = cutoff;
        }
        let known_contact = if last_contact == cutoff { cutoff } else { self.last_contact };
        // What lies before a tumor with at least a day of survival has at least a day too.
        let mut has_days = false;
        for (&(index, known), completed) in self.valid.iter().zip(diagnoses).rev() {
            let mut time = time_between(completed, known, last_contact, known_contact);
            has_days |= matches!(time.flag, SurvivalFlag::Complete | SurvivalFlag::Incomplete);
            if has_days && time.flag == SurvivalFlag::IncompleteMayBeZeroDays {
                time.flag = SurvivalFlag::Incomplete;
            }
            let tumor = &mut self.tumors[index];
            tumor.diagnosis = completed.to_date();
            match pass {
                Pass::Plain => tumor.plain = time,
                Pass::PresumedAlive => tumor.presumed_alive = time,
            }
        }
        for tumor in &mut self.tumors {
            tumor.last_contact = plain_contact.to_date();
            if pass == Pass::PresumedAlive {
                tumor.last_contact_presumed_alive = last_contact.to_date();
            }
        }
    }
}

/// From completed dates, flagged by what of them was `known` to begin with.
fn time_between(diagnosis: Parts, known: Parts, last_contact: Parts, known_contact: Parts) -> SurvivalTime {
    let (Some(from), Some(to)) = (diagnosis.to_day(), last_contact.to_day()) else { return SurvivalTime::UNKNOWN };
    let Ok(days) = u32::try_from(to - from) else { return SurvivalTime::UNKNOWN };
    let flag = if known.day.is_some() && known_contact.day.is_some() {
        if days == 0 { SurvivalFlag::CompleteZeroDays } else { SurvivalFlag::Complete }
    } else {
        let may_share_month = match (known.month, known_contact.month) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        if known.year == known_contact.year && may_share_month {
            SurvivalFlag::IncompleteMayBeZeroDays
        } else {
            SurvivalFlag::Incomplete
        }
    };
    // A number of days that fits 32 bits is exact in 64-bit floats, and its months fit 32 bits.
    SurvivalTime { months: Some((f64::from(days) / DAYS_PER_MONTH) as u32), days: Some(days), flag }
}

/// Diagnosis and last contact of a patient's only tumor, completed; `None` where a year is unknown.
pub(crate) fn complete_one(
    diagnosis: PartialDate,
    last_contact: PartialDate,
    birth: PartialDate,
) -> Option<(Day, Day)> {
    let diagnosis = Parts::of_date(diagnosis);
    diagnosis.year?;
    let timeline = Timeline::complete([diagnosis].into_iter(), Parts::of_date(last_contact), Parts::of_date(birth));
    Some((timeline.diagnoses.first()?.to_day()?, timeline.last_contact.to_day()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(digits: &str) -> [&str; 3] {
        [&digits[..4], &digits[4..6], &digits[6..]]
    }

    proptest::proptest! {
        #[test]
        fn no_dates_panic(
            tumors in proptest::collection::vec(("(19|20|99|00)[0-9]{6}|[0-9 x]{8}", "[0-9]{2}|"), 0..6),
            contact in "20[0-2][0-9]{5}|[0-9]{8}",
            birth in "(19|20)[0-9]{6}",
            vital_status in "[014]",
        ) {
            let date = |text| { let [year, month, day] = texts(text); DateTexts { year, month, day } };
            let inputs: Vec<_> = tumors.iter().map(|(diagnosis, sequence)| SurvivalInput {
                diagnosis: date(diagnosis),
                last_contact: date(&contact),
                birth: date(&birth),
                vital_status: &vital_status,
                sequence_number_central: sequence,
                type_of_reporting_source: "1",
            }).collect();
            let result = seer_survival_times(&inputs, 2020, Day(20_000));
            let mut order: Vec<_> = result.tumors.iter().map(|tumor| tumor.order).collect();
            order.sort_unstable();
            proptest::prop_assert!(order.into_iter().eq(1..=inputs.len()));
            for tumor in result.tumors {
                proptest::prop_assert_eq!(tumor.plain.days.is_none(), tumor.plain.flag == SurvivalFlag::Unknown);
                proptest::prop_assert!(tumor.plain.days <= tumor.presumed_alive.days || tumor.presumed_alive.days.is_none());
            }
        }
    }

    #[test]
    fn no_tumors_no_answer() {
        let none = PatientSurvival { tumors: Vec::new(), vital_status_recode: None };
        assert_eq!(seer_survival_times(&[], 2020, Day(20_000)), none);
    }
}
