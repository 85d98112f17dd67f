//! SEER's multiple primary rules against the reference implementation's answers, a group of rules at a time.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rules::{
    Context, DateTexts, Day, Records, SeerRuleGroup, SeerTumor, SeerTumorTexts, SeerVerdict, decide_seer_primaries,
    trace_seer_primaries, variable,
};

use crate::reference::{self, Agreement, Row};

/// The year that the reference answers were made in.
const CURRENT_YEAR: i32 = 2026;

/// The columns of a tumor, without the number of the tumor that ends them, and those of the answer.
struct Columns {
    tumor: [&'static str; 9],
    answer: [&'static str; 4],
}

const CASES: Columns = Columns {
    tumor: [
        "primarySite",
        "histologyIcdO3",
        "behaviorIcdO3",
        "histologyIcdO2",
        "behaviorIcdO2",
        "laterality",
        "dateOfDiagnosisYear",
        "dateOfDiagnosisMonth",
        "dateOfDiagnosisDay",
    ],
    answer: ["expected.result", "expected.groupId", "expected.step", "expected.appliedRules"],
};

const GOLDEN: Columns = Columns {
    tumor: ["site", "hist", "beh", "", "", "lat", "year", "month", "day"],
    answer: ["result", "groupId", "step", "appliedRules"],
};

fn tumor(row: &Row, columns: &Columns, number: u8) -> SeerTumor {
    let [site, histology, behavior, histology_icdo2, behavior_icdo2, laterality, year, month, day] =
        columns.tumor.map(|column| row.get(&format!("{column}{number}")));
    SeerTumor::new(&SeerTumorTexts {
        site,
        histology,
        behavior,
        histology_icdo2,
        behavior_icdo2,
        laterality,
        diagnosis: DateTexts { year, month, day },
    })
}

/// Verdict, group, step and the rules asked.
type Answer = [String; 4];

fn found(row: &Row, columns: &Columns) -> Answer {
    let [first, second] = [1, 2].map(|number| tumor(row, columns, number));
    let decision = decide_seer_primaries(&first, &second, CURRENT_YEAR);
    let verdict = match decision.verdict {
        SeerVerdict::SinglePrimary => "SINGLE_PRIMARY",
        SeerVerdict::MultiplePrimaries => "MULTIPLE_PRIMARIES",
        SeerVerdict::Questionable => "QUESTIONABLE",
        SeerVerdict::InvalidInput => "INVALID_INPUT",
    };
    let applied: Vec<_> = decision.applied.iter().map(|rule| rule.step).collect();
    let group = decision.group.map_or("", |group| group.id);
    [verdict.to_owned(), group.to_owned(), decision.step().to_owned(), applied.join(";")]
}

fn compare(file: &str, columns: &Columns) -> Vec<Agreement> {
    let mut by_group: BTreeMap<String, Agreement> = BTreeMap::new();
    for row in reference::rows(file).unwrap_or_default() {
        let expected = columns.answer.map(|column| row.get(column).to_owned());
        let part = match expected[1].as_str() {
            "" => format!("{file}: no group, or two"),
            group => format!("{file}: {group}"),
        };
        let agreement =
            by_group.entry(part).or_insert_with_key(|part| Agreement::new(rules::SEER_MULTIPLE_PRIMARIES, part));
        agreement.compare(&described(&row, columns), &found(&row, columns), &expected);
    }
    by_group.into_values().collect()
}

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    let files =
        [("cases/mph_pairs.csv", &CASES), ("golden/mph_pairs.csv.gz", &GOLDEN), ("golden/mph_bundled.csv.gz", &GOLDEN)];
    files.into_iter().flat_map(|(file, columns)| compare(file, columns)).collect()
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

fn described(row: &Row, columns: &Columns) -> String {
    let tumor = |number: u8| columns.tumor.map(|column| row.get(&format!("{column}{number}"))).join(" ");
    format!("{} | {}", tumor(1), tumor(2))
}

/// `site histology/behavior laterality date`, a dash for a laterality that was not given.
fn parsed(text: &str) -> SeerTumor {
    let [site, morphology, laterality, date] = text.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let (histology, behavior) = morphology.split_once('/').unwrap();
    let diagnosis = DateTexts::of(date);
    SeerTumor::new(&SeerTumorTexts { site, histology, behavior, laterality, diagnosis, ..Default::default() })
}

fn decide(first: &str, second: &str) -> (SeerVerdict, &'static str) {
    let decision = decide_seer_primaries(&parsed(first), &parsed(second), CURRENT_YEAR);
    (decision.verdict, decision.step())
}

#[test]
fn rules_of_the_manuals() {
    use SeerVerdict::{InvalidInput, MultiplePrimaries, Questionable, SinglePrimary};
    for (first, second, expected) in [
        // Solid Tumor Rules: both breasts; five years; unknown sides; a mixed carcinoma after one of its parts.
        ("C504 8500/3 1 20200110", "C504 8500/3 2 20200110", (MultiplePrimaries, "M7")),
        ("C504 8500/3 1 20180301", "C504 8500/3 1 20230301", (MultiplePrimaries, "M5")),
        ("C504 8500/3 1 20180301", "C504 8500/3 1 20230228", (SinglePrimary, "M17")),
        ("C504 8500/3 1 20180301", "C504 8500/3 - 20180301", (Questionable, "M7")),
        ("C504 8520/3 1 20200110", "C502 8480/3 1 20200201", (MultiplePrimaries, "M13")),
        // Colon: another segment; the same within 60 days; sites of which one is unknown.
        ("C180 8140/3 0 20200110", "C187 8140/3 0 20200110", (MultiplePrimaries, "M9")),
        ("C187 8140/3 0 20200110", "C187 8140/3 0 20200301", (SinglePrimary, "M11")),
        // Kidney: renal cell carcinoma subtypes; lung: small cell with non-small cell carcinoma.
        ("C649 8310/3 1 20200110", "C649 8260/3 1 20200110", (MultiplePrimaries, "M7")),
        ("C341 8041/3 1 20200110", "C341 8070/3 1 20200110", (MultiplePrimaries, "M5")),
        // Urothelial carcinomas of bladder and ureter are one, whatever their order.
        ("C679 8120/3 0 20200110", "C669 8130/3 1 20210110", (SinglePrimary, "M11")),
        // Rules of 2007: upper and lower lip, Wilms tumors, colon segments, atypical after typical papilloma.
        ("C000 8070/3 0 20150110", "C001 8070/3 0 20150110", (MultiplePrimaries, "M4")),
        ("C649 8960/3 1 20100110", "C649 8960/3 2 20120110", (SinglePrimary, "M3")),
        ("C715 9390/0 0 20100110", "C715 9390/1 0 20120110", (SinglePrimary, "M6")),
        ("C619 8140/3 0 20100110", "C619 8140/3 0 20200110", (SinglePrimary, "M3")),
        // Manual of 2004: two months; both ovaries; transitional cell carcinomas of the bladder.
        ("C187 8140/3 0 20050101", "C187 8140/3 0 20050401", (MultiplePrimaries, "M5")),
        ("C569 8460/3 1 20050101", "C569 8460/3 2 20050110", (SinglePrimary, "M4")),
        ("C679 8120/3 0 19990101", "C672 8130/3 0 20050110", (SinglePrimary, "M5")),
        // Hematopoietic: one histology; a Hodgkin and a non-Hodgkin lymphoma elsewhere.
        ("C421 9732/3 0 20150101", "C421 9732/3 0 20190101", (SinglePrimary, "M2")),
        ("C770 9650/3 0 20150101", "C772 9680/3 0 20150101", (MultiplePrimaries, "M6")),
        // No group, two groups, no site.
        ("C504 8500/0 1 20200110", "C504 8500/3 1 20200110", (Questionable, "")),
        ("C504 8500/3 1 20200110", "C619 8140/3 0 20200110", (MultiplePrimaries, "")),
        ("C809 8140/3 0 20200110", "C619 8140/3 0 20200110", (InvalidInput, "")),
        ("C619 8140/3 0 20270110", "C619 8140/3 0 20200110", (InvalidInput, "")),
    ] {
        assert_eq!(decide(first, second), expected, "{first} | {second}");
    }
}

#[test]
fn a_trace_says_which_manual_and_rule() {
    let tumors = ["C504 8500/3 2 20190601", "C504 8500/3 1 201706", "C619 8140/3 0 20250101", "C504 8500/3 1 20190620"];
    let traces = trace_seer_primaries(&tumors.map(parsed), CURRENT_YEAR);
    assert_eq!(traces.iter().map(|trace| trace.number).collect::<Vec<_>>(), [2, 1, 4, 3]);
    assert_eq!(traces[1].to_string(), "tumor 1: the first, compared with none");
    assert_eq!(
        traces[3].to_string(),
        "tumor 3 beside tumor 1: single primary: Solid Tumor Rules (2018 and later), Breast, rule M17 (after M4 to \
         M16): tumors that no rule above makes multiple are single\n\
         tumor 3 beside tumor 2: multiple primaries: Solid Tumor Rules (2018 and later), Breast, rule M7 (after M4 to \
         M6): tumors in the right and the left breast are multiple"
    );
    let (number, decision) = traces[3].deciding().unwrap();
    assert_eq!((number, decision.verdict, decision.step()), (1, SeerVerdict::SinglePrimary, "M17"));
    assert!(
        traces[2]
            .to_string()
            .starts_with("tumor 4 beside tumor 1: multiple primaries: they fall under different rules")
    );
}

#[test]
fn variables_follow_the_order_of_diagnosis() {
    let (algorithm, at, _) = variable("seer_multiple_primary").unwrap();
    let mut records = Records::new(4).with_patients([3, 4]);
    records.insert("primarySite", vec!["C504", "C504", "C504", "C619"]);
    records.insert("histologicTypeIcdO3", vec!["8500", "8500", "8500", "8140"]);
    records.insert("behaviorCodeIcdO3", vec!["3"; 4]);
    records.insert("laterality", vec!["2", "1", "1", "0"]);
    records.insert("dateOfDiagnosis", vec!["20190601", "201706", "20190620", "2020"]);
    let context = Context { today: Day::from_ymd(CURRENT_YEAR, 6, 30).unwrap(), cutoff_year: 2025 };
    let answers = algorithm.derive(&records, &context).unwrap();
    let column =
        |at: usize| (0..4).map(|row| answers[at].text(row).unwrap_or_default().into_owned()).collect::<Vec<_>>();
    assert_eq!(column(at), ["multiple", "first", "single", "first"]);
    let breast = "1 str_2018_and_later_breast";
    assert_eq!(column(at + 1), [format!("{breast} M7"), String::new(), format!("{breast} M17"), String::new()]);
}

#[test]
fn every_group_ends_with_a_verdict_and_names_its_manual() {
    let mut ids = std::collections::BTreeSet::new();
    for group in SeerRuleGroup::all() {
        assert!(ids.insert(group.id) && !group.manual.is_empty() && !group.name.is_empty());
        assert!(group.rules.iter().all(|rule| !rule.says.is_empty()), "{}", group.id);
    }
    assert_eq!(ids.len(), 25);
}

const SITES: [&str; 9] = ["C504", "C187", "C649", "C341", "C679", "C700", "C444", "C770", "C569"];

proptest! {
    #[test]
    fn no_codes_panic(texts: [String; 9], digits in proptest::array::uniform9("[0-9C ]{0,4}")) {
        let tumor = |texts: &[String; 9]| {
            let [site, histology, behavior, histology_icdo2, behavior_icdo2, laterality, year, month, day] =
                texts.each_ref().map(String::as_str);
            let diagnosis = DateTexts { year, month, day };
            let texts =
                SeerTumorTexts { site, histology, behavior, histology_icdo2, behavior_icdo2, laterality, diagnosis };
            SeerTumor::new(&texts)
        };
        let _ = decide_seer_primaries(&tumor(&texts), &tumor(&digits), CURRENT_YEAR).to_string();
    }

    #[test]
    fn the_order_of_two_tumors_changes_no_verdict_without_dates_or_sides(
        sites in proptest::array::uniform2(0..SITES.len()),
        histologies in proptest::array::uniform2(8000..9993_u32),
        year in 1990..2026_u32,
    ) {
        let text = |at: usize| format!("{} {}/3 1 {year}0105", SITES[sites[at]], histologies[at]);
        let (first, second) = (parsed(&text(0)), parsed(&text(1)));
        let one = decide_seer_primaries(&first, &second, CURRENT_YEAR);
        let other = decide_seer_primaries(&second, &first, CURRENT_YEAR);
        prop_assert_eq!((one.verdict, one.step()), (other.verdict, other.step()));
    }
}
