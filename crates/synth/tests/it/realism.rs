//! The mix has the shape of a United States registry. Ranges are broad; what they are about is said in SEER's fact
//! sheets (Cancer Stat Facts) and Cancer Statistics Review for diagnoses of about 2010 to 2019.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use synth::{Day, SynthSpec, TumorTruth};

use crate::{for_each, generator};

/// All primaries of a run, by person.
fn primaries() -> &'static [Vec<TumorTruth>] {
    static PRIMARIES: OnceLock<Vec<Vec<TumorTruth>>> = OnceLock::new();
    PRIMARIES.get_or_init(|| {
        let generator = generator(&SynthSpec { tumors: 60_000, facilities: 8, states: 4, ..SynthSpec::default() });
        let mut persons = Vec::new();
        for_each(&generator, |_, _, truth| {
            if !truth.tumors.is_empty() {
                persons.push(truth.tumors.clone());
            }
        });
        persons
    })
}

fn where_<'a>(keep: impl Fn(&TumorTruth) -> bool + 'a) -> Vec<&'a TumorTruth> {
    primaries().iter().flatten().filter(|tumor| keep(tumor)).collect()
}

/// Primaries of persons who have no other: what they die of is this one, or no cancer.
fn alone<'a>(keep: impl Fn(&TumorTruth) -> bool + 'a) -> Vec<&'a TumorTruth> {
    primaries().iter().filter(|tumors| tumors.len() == 1).flatten().filter(|tumor| keep(tumor)).collect()
}

fn is(tumor: &TumorTruth, site: &str) -> bool {
    tumor.site.starts_with(site) && tumor.behavior == 3 && tumor.histology < 9590
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn median_age(tumors: &[&TumorTruth]) -> i32 {
    let mut ages: Vec<_> = tumors.iter().map(|tumor| tumor.birth.years_to(tumor.diagnosed)).collect();
    ages.sort_unstable();
    ages[ages.len() / 2]
}

/// Five-year survival by Kaplan and Meier, counting deaths from the cancer only.
fn cause_specific_survival(tumors: &[&TumorTruth]) -> f64 {
    let mut times: Vec<(i32, bool)> =
        tumors.iter().map(|tumor| (tumor.exit.0 - tumor.diagnosed.0, tumor.is_dead && tumor.cause == 1)).collect();
    times.sort_unstable();
    let mut survival = 1.0;
    for (index, &(days, died)) in times.iter().enumerate() {
        if days > 1826 {
            break;
        }
        if died {
            survival *= 1.0 - 1.0 / (times.len() - index) as f64;
        }
    }
    survival
}

fn assert_in(what: &str, found: f64, wanted: RangeInclusive<f64>) {
    assert!(wanted.contains(&found), "{what}: {found:.3}, wanted {wanted:?}");
}

#[test]
fn sites_have_their_shares() {
    let men = where_(|tumor| tumor.sex == 1 && tumor.behavior == 3);
    let women = where_(|tumor| tumor.sex == 2 && tumor.behavior == 3);
    let of =
        |tumors: &[&TumorTruth], site: &str| share(tumors.iter().filter(|tumor| is(tumor, site)).count(), tumors.len());
    assert_in("prostate, of men's", of(&men, "C61"), 0.20..=0.31);
    assert_in("breast, of women's", of(&women, "C50"), 0.25..=0.34);
    assert_in("breast, of men's", of(&men, "C50"), 0.0005..=0.005);
    assert_in("lung, of men's", of(&men, "C34"), 0.11..=0.18);
    assert_in("lung, of women's", of(&women, "C34"), 0.10..=0.15);
    let breast = where_(|tumor| tumor.sex == 2 && tumor.site.starts_with("C50"));
    let in_situ = breast.iter().filter(|tumor| tumor.behavior == 2).count();
    assert_in("in situ, of breast", share(in_situ, breast.len()), 0.12..=0.25);
}

#[test]
fn ages_are_those_of_the_site() {
    let median = |site: &'static str| f64::from(median_age(&where_(move |tumor| is(tumor, site))));
    assert_in("breast", median("C50"), 60.0..=65.0);
    assert_in("prostate", median("C61"), 65.0..=69.0);
    assert_in("lung", median("C34"), 68.0..=73.0);
    assert_in("colon", median("C18"), 64.0..=71.0);
    assert_in("testis", median("C62"), 31.0..=37.0);
    assert_in("thyroid", median("C73"), 48.0..=54.0);
    assert_in("all", f64::from(median_age(&where_(|tumor| tumor.behavior == 3))), 63.0..=69.0);
    let all = where_(|_| true);
    let young = all.iter().filter(|tumor| tumor.birth.years_to(tumor.diagnosed) < 20).count();
    assert_in("under 20 years", share(young, all.len()), 0.003..=0.02);
}

#[test]
fn survival_is_that_of_the_stage() {
    let survival = |site: &'static str, stages: &'static [u8]| {
        let tumors = alone(move |tumor| is(tumor, site) && stages.contains(&tumor.stage));
        assert!(tumors.len() > 100, "{site} {stages:?}: {}", tumors.len());
        cause_specific_survival(&tumors)
    };
    assert_in("breast localized", survival("C50", &[1]), 0.97..=1.0);
    assert_in("breast regional", survival("C50", &[2, 3, 4]), 0.80..=0.90);
    assert_in("breast distant", survival("C50", &[7]), 0.22..=0.40);
    assert_in("prostate localized", survival("C61", &[1]), 0.98..=1.0);
    assert_in("prostate distant", survival("C61", &[7]), 0.25..=0.42);
    assert_in("pancreas distant", survival("C25", &[7]), 0.01..=0.06);
    assert_in("colon localized", survival("C18", &[1]), 0.86..=0.94);
    assert_in("colon distant", survival("C18", &[7]), 0.09..=0.20);
    assert_in("lung", survival("C34", &[1, 2, 3, 4, 7, 9]), 0.15..=0.35);
    let glioblastoma = alone(|tumor| tumor.histology == 9440);
    assert_in("glioblastoma", cause_specific_survival(&glioblastoma), 0.02..=0.12);
    let breast = where_(|tumor| is(tumor, "C50") && tumor.sex == 2);
    let localized = breast.iter().filter(|tumor| tumor.stage == 1).count();
    assert_in("breast, localized", share(localized, breast.len()), 0.58..=0.70);
}

#[test]
fn the_old_die_of_other_things_as_well() {
    // A man of 80 has a background hazard of some 6 percent a year (United States life tables 2000 to 2019).
    let old = alone(|tumor| {
        is(tumor, "C61") && tumor.stage == 1 && (78..=82).contains(&tumor.birth.years_to(tumor.diagnosed))
    });
    let followed: Vec<_> = old.iter().filter(|tumor| tumor.diagnosed < Day::new(2019, 6, 1)).collect();
    assert!(followed.len() > 200);
    let dead = followed.iter().filter(|tumor| tumor.death.is_some_and(|day| day.0 - tumor.diagnosed.0 <= 1826)).count();
    assert_in("dead within five years", share(dead, followed.len()), 0.24..=0.38);
}

#[test]
fn counts_rise_and_fell_in_2020() {
    let mut by_year = BTreeMap::new();
    for tumor in where_(|_| true) {
        *by_year.entry(tumor.diagnosed.year()).or_insert(0_usize) += 1;
    }
    assert_eq!(by_year.keys().copied().collect::<Vec<_>>(), (2000..=2024).collect::<Vec<_>>());
    assert_in("2019 to 2000", share(by_year[&2019], by_year[&2000]), 1.2..=1.6);
    assert_in("2020 to 2019", share(by_year[&2020], by_year[&2019]), 0.86..=0.97);
}

#[test]
fn some_have_more_than_one_primary_and_some_are_lost() {
    let persons = primaries();
    let several = persons.iter().filter(|tumors| tumors.len() > 1).count();
    assert_in("with several primaries", share(several, persons.len()), 0.07..=0.13);
    let alive = where_(|tumor| !tumor.is_dead);
    let old_news = alive.iter().filter(|tumor| tumor.exit < Day::new(2023, 7, 1)).count();
    assert_in("not heard of for 18 months", share(old_news, alive.len()), 0.03..=0.15);
}
