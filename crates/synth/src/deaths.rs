//! A file of deaths, as an office of vital statistics would give it for death clearance.

use std::io::Write;

use crate::chance::Draw;
use crate::facility::PersonKey;
use crate::person::{Person, ssn};
use crate::report::Report;
use crate::{Error, Generator};

/// Header line of the deaths, whose columns are those of a person list with the date and ICD-10 cause of death.
pub const DEATHS_HEADER: &str = "record_id,first_name,middle_name,last_name,maiden_name,name_suffix,dob,sex,ssn,address,\
                                 city,state,zip,phone,death_date,cause_of_death";
/// Header line of what is true of them.
pub const DEATHS_TRUTH_HEADER: &str = "record_id,person_id";

/// One in so many rows is about somebody who was never a patient.
const PATIENTS_A_STRANGER: u64 = 7;

/// Appends the deaths of a facility's persons up to the end of the study, known to the facility or not, and of some
/// strangers; no header. `truth` gets the person of each row, empty for a stranger.
///
/// # Errors
/// [`Error::NoFacility`], bytes that cannot be written.
pub fn write_deaths(
    generator: &Generator,
    facility: usize,
    mut out: impl Write,
    mut truth: Option<&mut dyn Write>,
) -> Result<(), Error> {
    let facility = generator.facility(facility)?;
    let world = &generator.world;
    let study_end = world.spec.study_end;
    let strangers = facility.persons / PATIENTS_A_STRANGER;
    let mut number = 0_u64;
    for index in 0..facility.persons + strangers {
        let mut person = Person::new(world, PersonKey { facility: facility.index, index });
        let stranger = index >= facility.persons;
        if stranger {
            let place = facility.first_person / PATIENTS_A_STRANGER + (index - facility.persons);
            person.ssn = ssn(generator.persons() + place, world.spec.seed);
        }
        if !person.is_dead_by(study_end) {
            continue;
        }
        number += 1;
        let person_id = world.person_number(person.key) + 1;
        let report = Report::of_death(world, person, facility);
        let record_id = format!("D{:04}-{number:07}", facility.index + 1);
        write_death(&mut out, &record_id, &report)?;
        if let Some(truth) = truth.as_deref_mut() {
            if stranger { writeln!(truth, "{record_id},")? } else { writeln!(truth, "{record_id},P{person_id}")? }
        }
    }
    out.flush()?;
    Ok(())
}

fn write_death(out: &mut impl Write, record_id: &str, report: &Report<'_>) -> Result<(), Error> {
    let death = &report.person.death;
    let (mut birth, mut day) = (String::new(), String::new());
    report.birth.day.write_compact(&mut birth);
    birth.truncate(report.birth.digits);
    death.day.write_compact(&mut day);
    let Report { first, middle, last, maiden, suffix, sex, street, address, zip, .. } = report;
    let ssn = report.ssn.map(|ssn| format!("{ssn:09}")).unwrap_or_default();
    let phone = report.phone.map(|phone| phone.to_string()).unwrap_or_default();
    let cause = if report.chance.happens(Draw::CauseKnown, 0.98) { &death.cause } else { "R99" };
    writeln!(
        out,
        "{record_id},{first},{middle},{last},{maiden},{suffix},{birth},{sex},{ssn},{street},{},{},{zip},{phone},{day},{cause}",
        address.city.name, address.state
    )?;
    Ok(())
}
