//! Age standardisation: the two ways against each other and against people counted by weight.

use estimators::{
    AgeGroups, CalendarRule, CellKey, Curve, DayCells, EdererI, EdererII, FollowUp, GroupEstimate, Hakulinen, Icss,
    IndividualWeights, KaplanMeier, Neighbour, NetCells, Parts, PoharPerme, PreparedTable, StandardWeights,
    WeightedKaplanMeier, WeightedVariance, join_age_groups,
};

use crate::exact::cohorts::{People, constant, population};

fn cells(people: &[(u32, bool)]) -> DayCells {
    let exit: Vec<u32> = people.iter().map(|person| person.0).collect();
    let died: Vec<bool> = people.iter().map(|person| person.1).collect();
    DayCells::tally(CellKey::TUMORS, FollowUp { entry: None, exit: &exit, died: &died }).unwrap()
}

/// Two of three in the younger group and one in the older, which the standard counts alike: each of the younger is
/// 3/4 of a person, the older one 3/2. The younger die on days 1 and 3, the older on day 2.
#[test]
fn kaplan_meier_by_hand() {
    let groups = [cells(&[(1, true), (3, true)]), cells(&[(2, true)])];
    let weights = StandardWeights::new(&[1.0, 1.0]).unwrap();
    let individual = IndividualWeights::new(&weights, &groups).unwrap();
    let factors: Vec<f64> = individual.groups().iter().map(|group| group.0).collect();
    assert_eq!(factors, [0.75, 1.5]);
    let curve = KaplanMeier::default().standardised(&individual);
    let found: Vec<(f64, u64)> = curve.steps.iter().map(|step| (step.estimate, step.n_risk)).collect();
    // 2.25 of 3 are left after day 1, then 0.75 of 2.25.
    assert_eq!(found, [(0.75, 3), (0.25, 2), (0.0, 1)]);
    assert!((curve.steps[0].std_err_log.powi(2) - 0.75 * 0.75 / (3.0 * 2.25)).abs() < 1e-15);
    // Nobody is censored, so that it is the mean of the groups.
    let groups = groups.map(|cells| KaplanMeier::default().finish(&cells));
    for (day, estimate) in [(1.0, 0.75), (2.0, 0.25)] {
        let of = |curve: &Curve| {
            let estimate = curve.at(day).unwrap().estimate;
            Ok(GroupEstimate { estimate, std_err: 0.0 })
        };
        let mean = weights.standardise(groups.iter().map(of)).unwrap();
        assert!((mean.estimate - estimate).abs() < 1e-15);
    }
}

fn by_stratum(people: &People, table: &PreparedTable) -> Vec<NetCells> {
    let of = |stratum: u32| people.choose((0..people.exit.len()).filter(move |&i| people.stratum[i] == stratum));
    (0..5).map(|stratum| of(stratum).cells(table, 5_000, Parts::ALL)).collect()
}

fn close(left: &Curve, right: &Curve, tolerance: f64) {
    assert_eq!((left.n_start, left.left_out, left.steps.len()), (right.n_start, right.left_out, right.steps.len()));
    for (left, right) in left.steps.iter().zip(&right.steps) {
        assert_eq!((left.day, left.n_risk, left.n_event), (right.day, right.n_risk, right.n_event));
        assert!((left.estimate - right.estimate).abs() < tolerance, "{left:?} {right:?}");
        assert!((left.cum_hazard - right.cum_hazard).abs() < tolerance, "{left:?} {right:?}");
        if right.estimate > 0.0 {
            assert!((left.std_err() - right.std_err()).abs() < tolerance, "{left:?} {right:?}");
        }
    }
}

/// Where the standard is the cohort itself nothing changes; late entries among them.
#[test]
fn the_cohort_s_own_ages_change_nothing() {
    let people = People::random(900, 5, 6_000);
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let all = people.cells(&table, 5_000, Parts::ALL);
    let groups = by_stratum(&people, &table);
    let own: Vec<f64> = groups.iter().map(|cells| cells.counts().n() as f64).collect();
    let individual = IndividualWeights::new(&StandardWeights::new(&own).unwrap(), &groups).unwrap();
    let kaplan_meier = KaplanMeier { start: 200, ..KaplanMeier::default() };
    close(&kaplan_meier.standardised(&individual), &kaplan_meier.finish(all.counts()), 1e-12);
    close(&PoharPerme.standardised(&individual).unwrap(), &PoharPerme.finish(&all).unwrap(), 1e-11);
    close(&EdererII.standardised(&individual).unwrap(), &EdererII.finish(&all).unwrap(), 1e-11);
    close(&EdererI.standardised(&individual).unwrap(), &EdererI.finish(&all).unwrap(), 1e-11);
    close(&Hakulinen.standardised(&individual).unwrap(), &Hakulinen.finish(&all).unwrap(), 1e-11);
}

/// The other implementation knows each person's weight, this one each group's.
#[test]
fn observed_survival_is_that_of_weighted_people() {
    let mut people = People::random(700, 8, 4_000);
    people.entry.fill(0);
    let groups = by_stratum(&people, &constant(&[0.0, 0.0]));
    let weights = StandardWeights::new(&[7.0, 12.0, 23.0, 29.0, 29.0]).unwrap();
    let individual = IndividualWeights::new(&weights, &groups).unwrap();
    let of_person: Vec<f64> = people.stratum.iter().map(|&stratum| individual.groups()[stratum as usize].0).collect();
    let follow_up = FollowUp { entry: None, exit: &people.exit, died: &people.died };
    let weighted = WeightedKaplanMeier { variance: WeightedVariance::Greenwood, ..WeightedKaplanMeier::default() };
    let expected = weighted.finish(follow_up, &of_person).unwrap().curve;
    let found = KaplanMeier::default().standardised(&individual);
    for (found, expected) in found.steps.iter().zip(&expected.steps) {
        assert!((found.estimate - expected.estimate).abs() < 1e-13, "{found:?} {expected:?}");
        assert!((found.cum_hazard - expected.cum_hazard).abs() < 1e-13, "{found:?} {expected:?}");
    }
    // Without a population hazard all of them are one.
    let relative = [
        PoharPerme.standardised(&individual),
        EdererI.standardised(&individual),
        EdererII.standardised(&individual),
        Hakulinen.standardised(&individual),
    ];
    for curve in relative.map(Result::unwrap) {
        for step in &curve.steps {
            let observed = found.at(step.day).unwrap();
            assert!((step.estimate - observed.estimate).abs() < 1e-11, "{step:?} {observed:?}");
        }
    }
}

/// A group goes on counting after its follow-up has ended, but not where nobody ever was in it.
#[test]
fn groups_without_people() {
    let groups = [cells(&[(1, true), (3, false)]), cells(&[]), cells(&[(9, false)])];
    let weights = Icss::One.standard().weights(&AgeGroups::new(vec![15, 45, 75]).unwrap()).unwrap();
    let error = IndividualWeights::new(&weights, &groups).unwrap_err();
    assert!(error.to_string().contains("age group 1 (from 0) has no people"), "{error}");
    let ranges = join_age_groups(&groups.each_ref().map(|cells| cells.n() == 0), Neighbour::Younger).unwrap();
    assert_eq!(ranges, [0..2, 2..3]);
    let joined = [groups[0].clone(), groups[2].clone()];
    let individual = IndividualWeights::new(&weights.joined(&ranges), &joined).unwrap();
    let curve = KaplanMeier::default().standardised(&individual);
    assert_eq!(curve.steps.last().map(|step| step.day), Some(9.0));
    // Weight 0.71 is shared by two people: half of it dies on day 1.
    assert!((curve.at(5.0).unwrap().estimate - (1.0 - 0.355)).abs() < 1e-15);
    // A group that weighs nothing may be empty.
    let weights = StandardWeights::new(&[1.0, 0.0, 1.0]).unwrap();
    assert_eq!(IndividualWeights::new(&weights, &groups).unwrap().groups().len(), 2);
    assert!(IndividualWeights::new(&weights, &groups[..2]).is_err());
}
