//! How long new records take against an open index, and whether the answer is that of linking all at once:
//! `incremental N FILE.csv.gz` takes the last N rows for new.

#![expect(clippy::print_stdout, clippy::panic, clippy::expect_used, reason = "a program for measuring")]

mod labelled;

use std::collections::HashMap;
use std::time::Instant;

use linkage::{Index, Persons, Settings};

fn rows(all: &Persons, from: usize, to: usize) -> Persons {
    let mut part = Persons::default();
    for (name, column) in all.columns().into_iter().filter(|(_, column)| !column.is_empty()) {
        let part = part.column_mut(name).expect("one of our columns");
        (from..to).for_each(|row| part.push(column.get(row)));
    }
    part
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let new: usize = arguments.next().and_then(|n| n.parse().ok()).expect("the number of new records");
    let file = arguments.next().expect("a file");
    let all = labelled::read(&file, &mut HashMap::new()).persons;
    let split = all.len().saturating_sub(new);
    let settings = Settings { compare_follow_up: false, ..Settings::default() };
    let start = Instant::now();
    let (mut index, _) = Index::new(&rows(&all, 0, split), &settings).expect("linking");
    println!("index of {split} made in {:.2} s", start.elapsed().as_secs_f64());
    let submission = rows(&all, split, all.len());
    let start = Instant::now();
    let added = index.add(&submission).expect("adding");
    let took = start.elapsed();
    println!(
        "{new} new in {:.3} s, compared {}, kept {}, bridges {}",
        took.as_secs_f64(),
        added.compared,
        added.pairs.len(),
        added.bridges.len()
    );
    let at_once = index.link_at_once(&all).expect("linking");
    let odds = |pair: &linkage::Pair| (pair.a, pair.b, pair.log_odds.to_bits());
    let new_pairs: Vec<_> = at_once.pairs.iter().filter(|pair| pair.b as usize >= split).map(odds).collect();
    let known: HashMap<(u32, u32), u32> = new_pairs.iter().map(|(a, b, odds)| ((*a, *b), *odds)).collect();
    let same = added.pairs.iter().filter(|pair| known.get(&(pair.a, pair.b)) == Some(&pair.log_odds.to_bits())).count();
    println!(
        "pairs of new records: {} at once, {} added, {same} in both with the same score",
        new_pairs.len(),
        added.pairs.len()
    );
    let bridged: Vec<u32> =
        added.bridges.iter().flat_map(|bridge| bridge.patients.iter().copied().chain([bridge.row])).collect();
    let differ = (0u32..)
        .zip(&at_once.clusters.of)
        .filter(|(row, of)| index.patient(*row) != **of && !bridged.contains(row) && !bridged.contains(of))
        .count();
    println!("records in another cluster than at once, bridges aside: {differ}");
}
