//! Conditions on the other tumors of a patient.

use super::{context, records, set, true_rows};
use rules::Records;

#[test]
fn other_tumors_are_asked() {
    let patient = records(&[
        ("sequenceNumberCentral", &["01", "02", "02", "04"]),
        ("primarySite", &["C509", "C509", "C619", ""]),
        ("dateOfDiagnosis", &["2001", "2005", "2004", "2003"]),
        ("sex", &["2", "2", "", "1"]),
    ]);
    for (condition, expected) in [
        ("any other tumor where (other.sequenceNumberCentral = sequenceNumberCentral)", &[1, 2][..]),
        ("no other tumor where (other.sequenceNumberCentral = sequenceNumberCentral)", &[0, 3]),
        ("any other tumor where (other.primarySite = primarySite)", &[0, 1]),
        // The blank site may be any: nothing is certain of the tumor of the prostate, nor of the one without a site.
        ("no other tumor where (other.primarySite = primarySite)", &[]),
        ("any other tumor where (other.primarySite = 'C619')", &[0, 1, 3]),
        ("not any other tumor where (other.primarySite = 'C619')", &[]),
        (
            "any other tumor where (number(other.sequenceNumberCentral) < number(sequenceNumberCentral) and \
             other.dateOfDiagnosis after dateOfDiagnosis)",
            &[3],
        ),
        (
            "sequenceNumberCentral in ('02'-'59') and no other tumor where (number(other.sequenceNumberCentral) = \
             number(sequenceNumberCentral) - 1)",
            &[3],
        ),
        ("number of tumors = 4 and known(sex) or number of tumors = 4 and blank(sex)", &[0, 1, 2, 3]),
        ("number of other tumors = 3 and known(sequenceNumberCentral)", &[0, 1, 2, 3]),
        ("number of other tumors where (other.sequenceNumberCentral in ('02')) = 1", &[1, 2]),
        ("number of other tumors where (other.primarySite = 'C509') = 2", &[3]),
        ("number of other tumors where (other.primarySite = 'C509') >= 2", &[2, 3]),
        ("number of other tumors where (other.primarySite = 'C509') <= 2", &[0, 1, 3]),
        ("differs(sex)", &[2, 3]),
        ("not differs(sex)", &[0, 1]),
        ("any other tumor where (days from other.dateOfDiagnosis to dateOfDiagnosis > 1000)", &[1]),
        ("any other tumor where ((other.primarySite, other.sex) in table(us_counties))", &[]),
        ("any other tumor where (start(other.primarySite, 3) = start(primarySite, 3) and sex = '2')", &[0, 1]),
        ("any other tumor where (certainly(other.primarySite = primarySite))", &[0, 1]),
        ("no other tumor where (certainly(other.primarySite = primarySite))", &[2, 3]),
    ] {
        assert_eq!(true_rows(condition, &patient), expected, "{condition}");
    }
}

#[test]
fn a_patient_ends_where_the_next_begins() {
    let mut two = Records::new(3).with_patients([2, 3]);
    two.insert("sex", vec!["1", "2", "1"]);
    assert_eq!(true_rows("any other tumor where (other.sex <> sex)", &two), [0, 1]);
    assert_eq!(true_rows("number of tumors = 1 and known(sex)", &two), [2]);
    assert_eq!(true_rows("no other tumor where (other.sex = '1')", &two), [0, 2]);
    assert_eq!(true_rows("differs(sex)", &two), [1]);
    assert_eq!(true_rows("differs(race1) or not differs(race1)", &two), [] as [usize; 0]);
}

#[test]
fn definitions_are_asked_of_the_other_tumor_too() {
    let more = "[define]\nis_breast = \"primarySite in ('C500'-'C509')\"\nlonely_one = 'number of tumors = 1'\n";
    let edits = set("any other tumor where (other.is_breast and not is_breast and not other.lonely_one)", more);
    let patient = records(&[("primarySite", &["C509", "C619"])]);
    let rows: Vec<_> = edits.run(&patient, &context()).iter().map(|failure| failure.row).collect();
    assert_eq!(rows, [1]);
    assert!(edits.looks_at_patients() && !set("sex = '1'", "").looks_at_patients());
}

/// Blocks of rows end where patients do, however many rows a patient has.
#[test]
fn patients_are_never_cut() {
    let rows = 30_000;
    let sequences: Vec<String> = (0..rows).map(|row| format!("{:02}", row % 3)).collect();
    let ends = (3..=rows).step_by(3).filter(|end| !(9_000..20_000).contains(end));
    let mut records = Records::new(rows).with_patients(ends);
    records.insert("sequenceNumberCentral", sequences.iter().map(String::as_str).collect());
    let condition = "any other tumor where (other.sequenceNumberCentral = sequenceNumberCentral)";
    let found = true_rows(condition, &records);
    // One patient holds some eleven thousand tumors.
    assert_eq!((found.first(), found.last(), found.len()), (Some(&8_997), Some(&20_000), 11_004));
}
