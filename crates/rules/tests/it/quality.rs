//! Quality indicators of small files, every one counted by hand.

use proptest::prelude::*;
use rules::quality::{
    self, CORE_ERRORS, ERRORS, Evidence, Expected, FIRST_SUBMITTED, Figure, Indicators, Scope, Share, Unjudged,
    Verdict, completeness_items, count, indicators, judge, standings, thresholds,
};
use rules::{Day, Records};

const COLUMNS: [&str; 20] = [
    "dateOfDiagnosis",
    "primarySite",
    "histologicTypeIcdO3",
    "behaviorCodeIcdO3",
    "laterality",
    "typeOfReportingSource",
    "diagnosticConfirmation",
    "sex",
    "race1",
    "ageAtDiagnosis",
    "countyAtDx",
    "summaryStage2018",
    "classOfCase",
    "vitalStatus",
    "dateOfLastContact",
    "dateOf1stContact",
    "dateCaseCompleted",
    FIRST_SUBMITTED,
    ERRORS,
    CORE_ERRORS,
];

/// Eight records of six patients; `.` is blank. The patients' rows: 1-2, 3, 4-5, 6, 7, 8.
const RECORDS: [&str; 8] = [
    // The first two are one tumor reported twice: same year, C50, 850, laterality 1.
    "20220115 C504 8500 3 1 1 1 2 01 061 031 1  14 1 20240301 20220115 20220715 20220715 0 0",
    "20220320 C509 8503 3 1 1 1 2 01 061 031 9  14 1 20240301 20220320 20220921 20230105 1 0",
    "20220630 C349 8070 3 2 7 9 1 99 080 999 9  49 0 20220630 .        .        20240101 0 0",
    // The same site and histology on two sides is two tumors.
    "202203   C619 8140 3 0 1 2 1 02 999 031 7  22 1 20221001 20220301 20220801 20241130 2 1",
    "2022     C619 8140 3 1 1 4 1 02 .   031 .  10 1 20221001 .        .        20241201 . .",
    // In situ of the bladder is expected, in situ of the breast is not.
    "20221231 C679 8130 2 0 1 5 9 .  050 998 0  00 0 20230101 20221231 20230630 20221231 0 0",
    "20220801 C502 8500 2 2 1 1 2 98 045 .   0  30 1 .        20220801 20230202 .        0 0",
    // Of the year before.
    "20211231 C180 8140 3 0 1 1 1 01 070 031 1  14 0 20220505 20220101 20220201 20220301 5 5",
];

fn records<'a>(lines: &[&'a str], ends: &[usize]) -> Records<'a> {
    let mut records = Records::new(lines.len()).with_patients(ends.iter().copied());
    for (at, column) in COLUMNS.into_iter().enumerate() {
        let value = |line: &&'a str| line.split_whitespace().nth(at).map_or("", |text| text.trim_matches('.'));
        records.insert(column, lines.iter().map(value).collect());
    }
    records
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

fn scope() -> Scope {
    Scope { year: Some(2022), today: Some(day(2025, 6, 1)), reference: Some(day(2022, 1, 1)) }
}

fn share(counted: u64, of: u64, unknown: u64) -> Share {
    Share { counted, of, unknown }
}

#[test]
fn every_indicator_by_hand() {
    let found = count(&records(&RECORDS, &[2, 3, 5, 6, 7, 8]), &scope());
    assert_eq!((found.records, found.without_year), (7, 0));
    for (id, expected) in [
        ("ascertained", share(6, 7, 0)),            // not the breast in situ
        ("death_certificate_only", share(1, 7, 0)), // row 3
        ("duplicates", share(1, 7, 0)),             // row 2 repeats row 1
        ("error_free", share(4, 7, 1)),             // rows 1, 3, 6, 7; row 5 was not edited
        ("error_free_core", share(5, 7, 1)),        // row 2 too: its error is about something else
        ("missing_age", share(2, 7, 0)),            // rows 4 and 5
        ("missing_sex", share(1, 7, 0)),            // row 6
        ("missing_race", share(2, 7, 0)),           // row 3 unknown, row 6 blank
        ("missing_county", share(3, 7, 0)),         // rows 3, 6 and 7
        // Rows 1, 2, 4 and 5 are of class 10 to 22 and behavior 3; on 2025-06-01 nobody was seen after 2024-03-01.
        ("follow_up_since_reference", share(2, 4, 0)),
        ("follow_up_five_years", share(2, 4, 0)),
        // Of the analytic rows 1, 2, 4, 5 and 6: 1 on the last day of six months, 2 a day too late, 4 in five months, 6 on the
        // last day of June; of 5 nothing is known.
        ("abstracted_6_months", share(3, 5, 1)),
        ("microscopically_verified", share(5, 7, 0)), // rows 1, 2, 4, 5 and 7
        ("unknown_stage", share(3, 5, 0)),            // of the malignant ones, rows 2 and 3 coded 9, row 5 blank
        ("unknown_primary", share(0, 7, 0)),
        ("unknown_month", share(1, 7, 0)), // row 5
        ("autopsy_only", share(0, 7, 0)),
        // Row 1 on the last day of six months, 6 at once; 5 without a month and 7 without a day of submission tell nothing.
        ("submitted_6_months", share(2, 7, 2)),
        ("submitted_12_months", share(3, 7, 1)), // rows 1, 2 and 6
        ("submitted_22_months", share(4, 7, 1)), // row 3 in January, 13 months after the close
        ("submitted_23_months", share(5, 7, 1)), // row 4 on 30 November
        ("submitted_24_months", share(6, 7, 1)), // row 5 on 1 December
    ] {
        assert_eq!(found.share(id), expected, "{id}");
    }
    // Whole months: rows 1: 6, 2: 9, 3: 18, 4: 32 (from the middle of March to the end of November), 6: 0.
    let delays: Vec<_> = found.delays.months().iter().enumerate().filter(|(_, records)| **records > 0).collect();
    assert_eq!(delays, [(0, &1), (6, &1), (9, &1), (18, &1), (32, &1)]);
    assert_eq!((found.delays.records(), found.delays.median()), (5, Some(9)));
}

#[test]
fn follow_up_counts_who_was_seen_within_fifteen_months() {
    let found = |today, reference| {
        let scope = Scope { year: Some(2022), today: Some(today), reference: Some(reference) };
        let found = count(&records(&RECORDS, &[2, 3, 5, 6, 7, 8]), &scope);
        (found.share("follow_up_since_reference"), found.share("follow_up_five_years"))
    };
    // Seen on 2024-03-01: current until 2025-06-01. Row 8, of the year before and dead, is followed from its reference date on.
    let year = day(2022, 1, 1);
    assert_eq!(found(day(2025, 6, 1), year), (share(2, 4, 0), share(2, 4, 0)));
    assert_eq!(found(day(2025, 6, 2), year), (share(0, 4, 0), share(0, 4, 0)));
    assert_eq!(found(day(2025, 6, 2), day(2021, 12, 31)), (share(1, 5, 0), share(1, 5, 0)));
    // Five years back from 2027-01-31, row 1 and row 8 are no longer of them.
    assert_eq!(found(day(2027, 1, 31), day(2021, 12, 31)), (share(1, 5, 0), share(0, 3, 0)));
}

#[test]
fn who_is_followed() {
    let scope = Scope { year: None, today: Some(day(2025, 6, 1)), reference: Some(day(2000, 1, 1)) };
    let columns = [
        "dateOfDiagnosis",
        "classOfCase",
        "behaviorCodeIcdO3",
        "primarySite",
        "histologicTypeIcdO3",
        "summaryStage2018",
        "addrAtDxState",
        "addrAtDxCountry",
        "ageAtDiagnosis",
        "vitalStatus",
        "dateOfLastContact",
    ];
    for (line, of, counted, unknown) in [
        ("2020 10 3 C509 8500 1 IL . 060 1 20250101", 1, 1, 0),
        ("2020 22 2 C509 8500 0 IL USA 060 1 20240201", 1, 0, 0), // lost
        ("2020 00 3 C509 8500 1 IL . 060 1 20250101", 0, 0, 0),   // treated elsewhere
        ("2020 30 3 C509 8500 1 IL . 060 1 20250101", 0, 0, 0),   // not analytic
        ("2005 1 3 C509 8500 1 IL . 060 1 20250101", 1, 1, 0),    // a class of one digit
        ("2020 14 1 C700 9530 8 IL . 060 1 20250101", 0, 0, 0),   // borderline
        ("2020 14 2 C539 8070 0 IL . 060 1 20250101", 0, 0, 0),   // in situ of the cervix
        ("2020 14 3 C539 8070 1 IL . 060 1 20250101", 1, 1, 0),
        ("2020 14 3 C443 8090 1 IL . 060 1 20250101", 0, 0, 0), // localized basal cell cancer of the skin
        ("2020 14 3 C443 8090 7 IL . 060 1 20250101", 1, 1, 0),
        ("2020 14 3 C443 8720 1 IL . 060 1 20250101", 1, 1, 0), // melanoma
        ("2020 14 3 C509 8500 1 ON . 060 1 20250101", 0, 0, 0),
        ("2020 14 3 C509 8500 1 XX MEX 060 1 20250101", 0, 0, 0),
        ("2020 14 3 C509 8500 1 PR PRI 060 1 20250101", 1, 1, 0),
        // Four years after the middle of 2020 the one has completed 100 years, the other 99.
        ("2020 14 3 C509 8500 1 IL . 096 1 20210101", 1, 1, 0),
        ("2020 14 3 C509 8500 1 IL . 095 1 20210101", 1, 0, 0),
        ("2020 14 3 C509 8500 1 IL . 060 . 20250101", 1, 0, 1),
        ("2020 14 3 C509 8500 1 IL . 060 1 .", 1, 0, 1),
        ("2020 14 3 C509 8500 1 IL . 060 0 2020", 1, 1, 0), // dead
        ("1999 14 3 C509 8500 1 IL . 060 0 2020", 0, 0, 0), // before the reference date
    ] {
        let mut records = Records::new(1);
        for (column, value) in columns.into_iter().zip(line.split(' ')) {
            records.insert(column, vec![value.trim_matches('.')]);
        }
        let found = count(&records, &scope).share("follow_up_since_reference");
        assert_eq!(found, share(counted, of, unknown), "{line}");
    }
}

#[test]
fn completeness_of_items() {
    let found = count(&records(&RECORDS, &[2, 3, 5, 6, 7, 8]), &scope());
    let item = |id: &str| {
        let at = completeness_items().iter().position(|item| item.id() == id).unwrap();
        found.items[at]
    };
    assert_eq!(item("sex"), share(6, 7, 0));
    assert_eq!(item("race1"), share(5, 7, 0));
    assert_eq!(item("countyAtDx"), share(4, 7, 0));
    assert_eq!(item("summaryStage2018"), share(2, 5, 0)); // malignant, neither 9 nor blank
    assert_eq!(item("seerSummaryStage2000"), share(0, 0, 0)); // not for 2022
    assert_eq!(item("typeOfReportingSource"), share(7, 7, 0));
    assert_eq!(item("dateOfLastContact"), share(6, 7, 0));
    // There is no such column: nothing is known of it, not even that it is missing.
    assert_eq!(item("spanishHispanicOrigin"), share(0, 7, 7));
}

#[test]
fn parts_merge_into_the_whole() {
    let whole = count(&records(&RECORDS, &[2, 3, 5, 6, 7, 8]), &scope());
    let mut merged = count(&records(&RECORDS[5..], &[1, 2, 3]), &scope());
    merged.merge(&Indicators::default());
    merged.merge(&count(&records(&RECORDS[..5], &[2, 3, 5]), &scope()));
    assert_eq!(merged, whole);
}

fn verdicts(indicators: &Indicators, change: impl FnOnce(&mut Evidence<'_>)) -> Vec<(String, Verdict)> {
    let mut evidence = Evidence {
        indicators,
        scope: scope(),
        handed_in: None,
        expected: None,
        one_key_a_person: true,
        one_facility: true,
    };
    change(&mut evidence);
    let named = |found: &quality::Criterion| {
        (format!("{}/{}", found.threshold.level, found.threshold.indicator), found.verdict)
    };
    judge(&evidence).iter().map(named).collect()
}

fn verdict(verdicts: &[(String, Verdict)], name: &str) -> Verdict {
    verdicts.iter().find(|(found, _)| found == name).unwrap().1
}

#[test]
fn completeness_is_exact_at_its_threshold() {
    let mut indicators = Indicators { records: 1000, ..Indicators::default() };
    let at = quality::indicator("ascertained").unwrap().0;
    for (observed, expected, gold, silver) in [
        (950, "1000", Verdict::Met, Verdict::Met),
        (949, "1000", Verdict::NotMet, Verdict::Met),
        (950, "1000.001", Verdict::NotMet, Verdict::Met),
        (900, "1000", Verdict::NotMet, Verdict::Met),
        (899, "1000", Verdict::NotMet, Verdict::NotMet),
        (1100, "1000", Verdict::Met, Verdict::Met),
    ] {
        indicators.shares[at] = share(observed, 1200, 0);
        let found = verdicts(&indicators, |evidence| evidence.expected = Expected::read(expected));
        assert_eq!(verdict(&found, "gold/completeness"), gold, "{observed} of {expected}");
        assert_eq!(verdict(&found, "silver/completeness"), silver, "{observed} of {expected}");
    }
    assert_eq!((Expected::read("0"), Expected::read("")), (None, None));
}

#[test]
fn what_cannot_be_told_says_why() {
    let found = count(&records(&RECORDS, &[2, 3, 5, 6, 7, 8]), &scope());
    let told = |name, change: fn(&mut Evidence<'_>)| verdict(&verdicts(&found, change), name);
    let not_told = Verdict::NotTold;
    assert_eq!(told("gold/completeness", |_| {}), not_told(Unjudged::NoExpected));
    assert_eq!(told("gold/timeliness", |_| {}), not_told(Unjudged::NoDay));
    assert_eq!(told("gold/timeliness", |of| of.handed_in = Some(day(2024, 11, 30))), Verdict::Met);
    assert_eq!(told("gold/timeliness", |of| of.handed_in = Some(day(2024, 12, 1))), Verdict::NotMet);
    assert_eq!(told("gold/duplicates", |_| {}), Verdict::NotMet);
    assert_eq!(told("gold/duplicates", |of| of.one_key_a_person = false), not_told(Unjudged::NeedsLinkage));
    let without_reference = |of: &mut Evidence<'_>| of.scope.reference = None;
    assert_eq!(told("accreditation/follow_up_five_years", without_reference), not_told(Unjudged::NoReference));

    let nothing = count(&Records::new(0), &scope());
    let found = verdicts(&nothing, |_| {});
    assert_eq!(verdict(&found, "gold/missing_age"), not_told(Unjudged::NoRecords));

    let mut bare = Records::new(1);
    bare.insert("dateOfDiagnosis", vec!["2022"]);
    let found = verdicts(&count(&bare, &scope()), |_| {});
    assert_eq!(verdict(&found, "gold/missing_race"), not_told(Unjudged::NothingSaid(&["race1"])));
    assert_eq!(verdict(&found, "gold/duplicates"), not_told(Unjudged::NoPatients));
}

#[test]
fn a_level_stands_when_all_of_it_does() {
    let clean = "20220115 C504 8500 3 1 1 1 2 01 061 031 1 14 1 20240401 20220115 20220601 20220701 0 0";
    let lines = [clean; 4];
    let mut found = count(&records(&lines, &[1, 2, 3, 4]), &scope());
    let stands = |found: &Indicators, expected: &str| -> Vec<(String, Verdict, usize)> {
        let evidence = Evidence {
            indicators: found,
            scope: scope(),
            handed_in: Some(day(2024, 11, 1)),
            expected: Expected::read(expected),
            one_key_a_person: true,
            one_facility: false,
        };
        let standings = standings(&judge(&evidence));
        standings.iter().map(|of| (of.level.to_owned(), of.verdict, of.open.len())).collect()
    };
    let all =
        |verdict| ["gold", "silver", "national", "advanced", "publication"].map(|level| (level.to_owned(), verdict, 0));
    assert_eq!(stands(&found, "4"), all(Verdict::Met));
    // Nine in ten: enough for silver and for 12-month data; USCS does not ask.
    found.shares[0] = share(9, 10, 0);
    let levels = stands(&found, "10");
    assert_eq!(levels.iter().filter(|level| level.1 == Verdict::NotMet).count(), 2);
    assert_eq!((levels[0].clone(), levels[1].1), (("gold".to_owned(), Verdict::NotMet, 1), Verdict::Met));
    // Without an expected number, one that is not met outweighs one that cannot be told.
    assert_eq!(stands(&found, "")[0].1, Verdict::NotTold(Unjudged::NoExpected));
    let (at, _) = quality::indicator("missing_age").unwrap();
    found.shares[at] = share(2, 100, 0);
    assert_eq!(stands(&found, "")[0], ("gold".to_owned(), Verdict::NotMet, 2));
}

#[test]
fn the_tables_hold_together() {
    for table in quality::tables() {
        assert!(table.source().next().is_some() && table.rows().count() > 10, "{}", table.name);
    }
    assert_eq!(completeness_items().len(), quality::tables()[1].rows().count());
    assert!(thresholds().iter().any(|threshold| !threshold.verified));
    let inputs = quality::inputs();
    for indicator in indicators() {
        assert!(indicator.items.iter().all(|item| inputs.contains(item)), "{}", indicator.id);
        assert!(!indicator.items.is_empty() && !indicator.numerator.is_empty(), "{}", indicator.id);
    }
    let figure = Figure::Completeness { observed: 95, expected: Expected::read("100").unwrap() };
    assert!((figure.value(quality::Unit::PerCent) - 95.0).abs() < 1e-12);
    assert!(quality::is_core_item("primarySite histologicTypeIcdO3") && !quality::is_core_item("classOfCase"));
}

proptest! {
    #[test]
    fn junk_never_panics_and_always_reconciles(
        lines in proptest::collection::vec("([0-9A-Z.]{0,9} ?){20}", 1..12),
        ends in proptest::collection::vec(0usize..14, 0..6),
    ) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let found = count(&records(&lines, &ends), &Scope { year: None, ..scope() });
        prop_assert_eq!(found.records + found.without_year, lines.len() as u64);
        for share in found.shares.iter().chain(&found.items) {
            prop_assert!(share.counted + share.unknown <= share.of);
        }
    }
}
