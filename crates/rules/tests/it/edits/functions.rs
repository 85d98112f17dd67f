//! Codes, lists, tables, formats, parts of texts, numbers, derived variables, and an edit's own keys.

use super::{context, file, records, set, value};
use rules::{EditSelection, EditSet, Setter};

#[test]
fn codes_and_ranges() {
    let in_range = |code| value("primarySite in ('C440'-'C449', 'C519')", &[("primarySite", code)]);
    for (code, expected) in
        [("C440", "true"), ("C445", "true"), ("C519", "true"), ("C450", "false"), ("c445", "false"), ("C44", "false")]
    {
        assert_eq!(in_range(code), expected, "{code}");
    }
    let further = |code| value("race2 not in (list(race1), '88')", &[("race2", code)]);
    assert_eq!([further("01"), further("88"), further("33")], ["false", "false", "true"]);
    let mets = |bone, brain| {
        value("'1' in (metsAtDxBone, metsAtDxBrain)", &[("metsAtDxBone", bone), ("metsAtDxBrain", brain)])
    };
    assert_eq!([mets("1", ""), mets("0", "1"), mets("0", "0"), mets("0", "")], ["true", "true", "false", "unknown"]);
}

#[test]
fn tables_are_asked_by_all_their_columns() {
    let county = |state, county| {
        let condition = "(addrAtDxState, countyAtDx) in table(us_counties)";
        value(condition, &[("addrAtDxState", state), ("countyAtDx", county)])
    };
    assert_eq!(
        [county("AL", "001"), county("AL", "002"), county("XX", "001"), county("AL", "")],
        ["true", "false", "false", "unknown"]
    );
}

#[test]
fn formats_and_parts_of_texts() {
    for (condition, text, expected) in [
        ("addrAtDxPostalCode matches '#####|#########'", "12345", "true"),
        ("addrAtDxPostalCode matches '#####|#########'", "1234", "false"),
        ("addrAtDxPostalCode not matches '#####'", "1234", "true"),
        ("start(addrAtDxPostalCode, 3) = '123'", "12345", "true"),
        ("end(addrAtDxPostalCode, 2) = '45'", "12345", "true"),
        ("part(addrAtDxPostalCode, 2, 3) = '234'", "12345", "true"),
        ("part(addrAtDxPostalCode, 7, 3) = '234'", "12345", "unknown"),
        ("start(addrAtDxPostalCode, 9) = '12345'", "12345", "true"),
        ("length(addrAtDxPostalCode) = 5", "12345", "true"),
        ("number(addrAtDxPostalCode) - 1 = 12344", "12345", "true"),
        ("number(addrAtDxPostalCode) > 1 + 1", "K1A0B1", "unknown"),
    ] {
        assert_eq!(value(condition, &[("addrAtDxPostalCode", text)]), expected, "{condition}");
    }
    assert_eq!(value("nameLast = 'O''Brien'", &[("nameLast", "O'Brien")]), "true");
    assert_eq!(value("start(nameLast, 2) = 'Ör'", &[("nameLast", "Örsted")]), "true");
}

#[test]
fn derived_variables_are_used_like_items() {
    let columns = [
        ("primarySite", &["C619", "C509"][..]),
        ("histologicTypeIcdO3", &["8140", "8500"]),
        ("behaviorCodeIcdO3", &["3", "3"]),
        ("dateOfDiagnosis", &["2020", "2020"]),
    ];
    let edits = set("site_recode_2023 = 'x' or behavior_recode in ('9')", "items = ['primarySite']");
    assert!(edits.needed_items().contains(&"primarySite".to_owned()));
    assert!(edits.run(&records(&columns), &context()).is_empty());
    let found = set("known(site_recode_2023)", "items = ['histologicTypeIcdO3']");
    assert_eq!(found.run(&records(&columns), &context()).len(), 2);
    // Without the inputs there is no variable, and nobody fails.
    assert!(
        set("blank(site_recode_2023)", "items = ['primarySite']")
            .run(&records(&[("sex", &["1"])]), &context())
            .is_empty()
    );
}

#[test]
fn an_edit_is_judged_for_each_item() {
    let edits = set("it not in list(race1) and sex = '1'", "each = ['race2', 'race3']\nitems = ['race2', 'sex']");
    let records = records(&[("race2", &["01", "33", "33"]), ("race3", &["34", "34", "01"]), ("sex", &["1", "1", "2"])]);
    let found: Vec<_> = edits.run(&records, &context()).iter().map(|failure| (failure.row, failure.item)).collect();
    assert_eq!(found, [(0, "race3"), (1, "race2"), (1, "race3")]);
    assert_eq!(edits.edits()[0].items, ["race2", "sex", "race3"]);
}

#[test]
fn a_finding_names_the_first_item() {
    let columns = records(&[("primarySite", &["C619"]), ("sex", &["2"])]);
    let named = |more| set("sex = '2' and primarySite = 'C619'", more).run(&columns, &context())[0].item.to_owned();
    assert_eq!([named(""), named("items = ['primarySite']")], ["sex", "primarySite"]);
}

#[test]
fn an_override_is_told_beside_the_failure() {
    let records = records(&[("sex", &["2", "2", "2", "1"]), ("overRideAgeSiteMorph", &["1", "", "3", "1"])]);
    let overridden = |more| -> Vec<(usize, bool)> {
        set("sex = '2'", more)
            .run(&records, &context())
            .iter()
            .map(|failure| (failure.row, failure.is_overridden))
            .collect()
    };
    assert_eq!(overridden("override = 'overRideAgeSiteMorph'"), [(0, true), (1, false), (2, false)]);
    let codes = "override = 'overRideAgeSiteMorph'\noverride_codes = ['1', '3']";
    assert_eq!(overridden(codes), [(0, true), (1, false), (2, true)]);
}

#[test]
fn years_of_diagnosis_bound_an_edit() {
    let records = records(&[("sex", &["2"; 5]), ("dateOfDiagnosis", &["2003", "20040101", "2017", "20180101", ""])]);
    let rows = |years: &str| -> Vec<usize> {
        set("sex = '2'", &format!("years = '{years}'"))
            .run(&records, &context())
            .iter()
            .map(|failure| failure.row)
            .collect()
    };
    assert_eq!(rows("2004-2017"), [1, 2]);
    assert_eq!(rows("2004-"), [1, 2, 3]);
    assert_eq!(rows("-2003"), [0]);
    assert_eq!(rows("2018"), [3]);
}

#[test]
fn names_that_a_file_defines() {
    let more = "[define]\nis_woman = \"sex = '2'\"\ndx_year = 'year(dateOfDiagnosis)'\nis_late = 'is_woman and dx_year > 2019'\n\
                [lists]\nour_sites = ['C619', 'C500-C509']\n";
    let edits = set("is_late and primarySite in list(our_sites)", more);
    let records = records(&[
        ("sex", &["2", "2", "1", "2"]),
        ("dateOfDiagnosis", &["2020", "2019", "2020", "2021"]),
        ("primarySite", &["C501", "C501", "C501", "C180"]),
    ]);
    let rows: Vec<_> = edits.run(&records, &context()).iter().map(|failure| failure.row).collect();
    assert_eq!(rows, [0]);
    assert_eq!(edits.needed_items(), ["dateOfDiagnosis", "primarySite", "sex"]);
}

#[test]
fn edits_are_selected_and_replaced() {
    let of = |id: &str, sets: &str, versions: &str| {
        let text = file("sex = '2'", &format!("sets = [{sets}]\nversions = '{versions}'\nyears = '2018-'"));
        EditSet::parse("f", &text.replace("id = 'E'", &format!("id = '{id}'"))).unwrap()
    };
    let all = of("A", "'seer'", "14-25").with(&of("B", "'seer', 'coc'", "26-")).with(&set("sex = '1'", ""));
    let ids = |wanted: EditSelection<'_>| -> String {
        all.select(&wanted).edits().iter().map(|edit| edit.id.as_str()).collect()
    };
    let any = EditSelection::default();
    assert_eq!(ids(any), "ABE");
    assert_eq!(ids(EditSelection { setter: Some(Setter::Coc), ..any }), "BE");
    assert_eq!(ids(EditSelection { version: naaccr::Version::from_number(250), ..any }), "AE");
    assert_eq!(ids(EditSelection { year: Some(2017), ..any }), "E");
    assert_eq!(ids(EditSelection { ids: &["B", "E"], ..any }), "BE");
    let replaced = all.with(&of("E", "'npcr'", "26-"));
    assert_eq!((replaced.edits().len(), replaced.edit("E").unwrap().fails_when.as_str()), (3, "sex = '2'"));
    assert_eq!(all.sources().len(), 1);
}
