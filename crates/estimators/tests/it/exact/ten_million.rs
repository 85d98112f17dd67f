//! The merge law at the size of a nation: nothing overflows, and no bit depends on how ten million people are split.

use estimators::{CalendarRule, Merge, NetCells, Parts, PreparedTable};

use super::cohorts::{Chance, People, population};

const PEOPLE: u32 = 10_000_000;
const PARTS: u64 = 7;
const TWENTY_YEARS: u32 = 7_305;

#[test]
fn ten_million_people_in_seven_random_parts_are_the_whole() {
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let people = People::random(PEOPLE, 1, TWENTY_YEARS);
    let kept = Parts::WEIGHTS | Parts::HAZARDS;
    let whole = people.cells(&table, TWENTY_YEARS, kept);
    let mut chance = Chance(2);
    let part_of: Vec<u8> = (0..PEOPLE).map(|_| (chance.bits() % PARTS) as u8).collect();
    let parts: Vec<NetCells> = (0..PARTS as u8)
        .map(|part| {
            let its = (0..part_of.len()).filter(|&person| part_of[person] == part);
            people.choose(its).cells(&table, TWENTY_YEARS, kept)
        })
        .collect();
    let merged = |parts: &mut dyn Iterator<Item = &NetCells>| {
        let mut sum = NetCells::new(*whole.key());
        for part in parts {
            sum.merge(part).unwrap();
        }
        sum
    };
    assert_eq!(whole.counts().n(), u64::from(PEOPLE));
    assert!(merged(&mut parts.iter()) == whole, "the merged parts are not the whole");
    assert!(merged(&mut parts.iter().rev()) == whole, "the order of merging matters");
    assert!(whole.to_rows() == merged(&mut parts.iter()).to_rows(), "the stored cells differ");
}
