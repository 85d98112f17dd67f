//! Cells of the parts of a cohort, written to files and merged, are those of the whole.

use analytics::rollup::{Rollup, RollupRequest, tally};

use super::{Cases, export, request};

/// Seven parts by lot, some of them small, merged in several orders.
fn merge_to_the_whole(cases: &Cases, refine: impl Fn(RollupRequest) -> RollupRequest) {
    let whole = tally(&refine(request(cases.all()))).unwrap().to_parquet().unwrap();
    let part_of = |line: usize| match line * 7919 % 101 {
        0 => 6,
        lot => lot % 6,
    };
    let mut paths = Vec::new();
    for part in 0..7 {
        let lines = cases.lines.iter().enumerate().filter(|(line, _)| part_of(*line) == part).map(|(_, line)| line);
        // From a case file of another name, its rows the other way round.
        let source = cases.write(&format!("part {part}.csv"), lines.rev());
        paths.push(cases.path(&format!("part {part}.parquet")));
        export(&refine(request(source)), &paths[part]);
    }
    let shuffled = |step: usize| (0..7).map(|at| paths[at * step % 7].clone()).collect::<Vec<_>>();
    for step in [1, 3, 5] {
        let merged = Rollup::merge_files(&shuffled(step)).unwrap();
        assert!(merged.to_parquet().unwrap() == whole, "order {step}");
    }
    // Merged parts are parts.
    let [first, second, third] = [0..2, 2..3, 3..7].map(|of| Rollup::merge_files(&paths[of]).unwrap());
    let place = std::path::Path::new("here");
    let mut merged = third;
    merged.merge(place, &first, place).unwrap();
    merged.merge(place, &second, place).unwrap();
    assert!(merged.to_parquet().unwrap() == whole);
}

#[test]
fn seven_parts_are_the_whole() {
    let monthly = || Some("0:12:1/12".parse().unwrap());
    merge_to_the_whole(&Cases::new(900, 1), |request| RollupRequest { months: monthly(), ..request });
}

#[test]
fn by_age_and_calendar_year() {
    merge_to_the_whole(&Cases::new(300, 2), |request| RollupRequest {
        five_year_ages: true,
        calendar_years: true,
        by: vec!["sex".to_owned()],
        cutoff: analytics::parse_date("2012-06-30"),
        ..request
    });
}

#[test]
fn counts_alone_and_parts_of_nobody() {
    let plain = |request: RollupRequest| RollupRequest { life_table: None, by: Vec::new(), ..request };
    merge_to_the_whole(&Cases::new(5, 3), plain);
    let nobody = Cases::new(0, 3);
    let cells = tally(&request(nobody.all())).unwrap();
    assert_eq!(cells.holdings().strata, 0);
    merge_to_the_whole(&nobody, |request| request);
}

#[test]
fn exclusions_add_up() {
    let cases = Cases::new(400, 4);
    let cells = tally(&request(cases.all())).unwrap();
    for count in [Some(&cells.contents().cases), cells.contents().by_cause.as_ref()].into_iter().flatten() {
        assert_eq!(count.read, 400);
        assert_eq!(count.used + count.out.values().sum::<u64>(), 400);
    }
    assert_eq!(cells.holdings().people, cells.contents().cases.used);
    let by_cause = cells.contents().by_cause.as_ref().unwrap();
    assert!(by_cause.out.contains_key("cause of death not known"), "{by_cause:?}");
    assert!(cells.contents().cases.out.contains_key("age at diagnosis not known"));
}
