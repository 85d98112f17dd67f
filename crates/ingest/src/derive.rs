//! What Caselake derives from a record's items when it is stored.
//!
//! A date known in part is completed by the middle of the days it may be, between birth, diagnosis and last contact
//! ([`FollowUpTime`]); its precision stands beside it.

use rules::{FollowUpTime, PartialDate, Precision, VitalStatus, age_in_days, age_range, completed_years};

use crate::records::{Role, Roles};

/// The derived columns of one record. Dates are days since 1970-01-01.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) dx_date: Option<i32>,
    pub(crate) dx_date_precision: Option<&'static str>,
    pub(crate) dx_year: Option<i32>,
    pub(crate) last_contact_date: Option<i32>,
    pub(crate) last_contact_precision: Option<&'static str>,
    pub(crate) vital_status: Option<&'static str>,
    pub(crate) birth_year: Option<i32>,
    pub(crate) age_dx_days: Option<i32>,
    pub(crate) age_dx_years: Option<i32>,
    pub(crate) survival_days: Option<i32>,
}

/// The greatest age that item 230, ageAtDiagnosis, gives; 999 is unknown.
const OLDEST: i32 = 120;

/// Derives what can be told from the items at hand.
pub(crate) fn derive(roles: &Roles<'_>) -> Derived {
    let role = |role: Role| roles.get(role as usize).copied().unwrap_or_default();
    let date = |of| PartialDate::parse(role(of)).0;
    let diagnosis = date(Role::DateOfDiagnosis);
    let contact = date(Role::DateOfLastContact);
    let birth = date(Role::DateOfBirth);
    let time = FollowUpTime::between(diagnosis, contact, birth);
    let dx_day = time.map(|time| time.diagnosis).or_else(|| diagnosis.midpoint());
    let contact_day = time.map(|time| time.last_contact).or_else(|| contact.midpoint());
    let age_dx_days = birth.midpoint().zip(dx_day).map(|(birth, on)| age_in_days(birth, on)).filter(|days| *days >= 0);
    Derived {
        dx_date: dx_day.map(|day| day.0),
        dx_date_precision: precision(diagnosis),
        dx_year: diagnosis.year(),
        last_contact_date: contact_day.map(|day| day.0),
        last_contact_precision: precision(contact),
        vital_status: VitalStatus::from_code(role(Role::VitalStatus)).map(|status| match status {
            VitalStatus::Alive => "alive",
            VitalStatus::Dead => "dead",
        }),
        birth_year: birth.year(),
        age_dx_days,
        age_dx_years: age_in_years(birth, diagnosis, role(Role::AgeAtDiagnosis)),
        survival_days: time.and_then(|time| i32::try_from(time.days).ok()),
    }
}

/// By the birthday where both dates are known to the day; else as submitted; else where the dates leave one age only.
fn age_in_years(birth: PartialDate, diagnosis: PartialDate, submitted: &str) -> Option<i32> {
    if let (Some(birth), Some(on)) = (birth.day(), diagnosis.day()) {
        return Some(completed_years(birth, on)).filter(|age| *age >= 0);
    }
    let submitted = submitted.trim().parse().ok().filter(|age| (0..=OLDEST).contains(age));
    submitted.or_else(|| age_range(birth, diagnosis).filter(|ages| ages.start() == ages.end()).map(|ages| *ages.end()))
}

fn precision(date: PartialDate) -> Option<&'static str> {
    Some(date.precision()).filter(|precision| *precision != Precision::None).map(Precision::name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_whole_dates() {
        let mut roles: Roles<'_> = [""; Role::COUNT];
        roles[Role::DateOfBirth as usize] = "19500615";
        roles[Role::DateOfDiagnosis as usize] = "20100614";
        roles[Role::DateOfLastContact as usize] = "20100624";
        roles[Role::VitalStatus as usize] = "0";
        roles[Role::AgeAtDiagnosis as usize] = "060";
        let derived = derive(&roles);
        // 14,774 days from 1970-01-01 to 2010-06-14, and 21,914 from the birth to it.
        assert_eq!(
            (derived.dx_date, derived.dx_year, derived.dx_date_precision),
            (Some(14_774), Some(2010), Some("day"))
        );
        assert_eq!((derived.age_dx_days, derived.age_dx_years), (Some(21_914), Some(59)));
        assert_eq!((derived.survival_days, derived.vital_status), (Some(10), Some("dead")));
    }

    #[test]
    fn a_record_of_partial_dates() {
        let mut roles: Roles<'_> = [""; Role::COUNT];
        roles[Role::DateOfBirth as usize] = "1950";
        roles[Role::DateOfDiagnosis as usize] = "202001";
        roles[Role::AgeAtDiagnosis as usize] = "069";
        let derived = derive(&roles);
        assert_eq!((derived.dx_date_precision, derived.birth_year), (Some("month"), Some(1950)));
        assert_eq!((derived.age_dx_years, derived.survival_days), (Some(69), None));
        assert_eq!(derived.last_contact_precision, None);
    }
}
