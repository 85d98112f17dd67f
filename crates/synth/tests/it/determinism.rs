//! The same seed gives the same bytes, in whatever order and on however many threads facilities are made.

use synth::{FileFormat, Generator, SynthSpec, TruthWriter, write_facility_file};

use crate::generator;

fn spec(seed: u64) -> SynthSpec {
    SynthSpec { tumors: 900, facilities: 6, states: 2, seed, errors_share: 0.1, ..SynthSpec::default() }
}

/// A facility's file, and what is true of it.
fn bytes(generator: &Generator, facility: usize) -> (Vec<u8>, [Vec<u8>; 3]) {
    let mut file = Vec::new();
    let mut truth = TruthWriter::new(Vec::new(), Vec::new(), Vec::new());
    write_facility_file(generator, facility, FileFormat::Xml, &mut file, Some(&mut truth)).unwrap();
    (file, truth.finish().unwrap())
}

#[test]
fn order_and_threads_do_not_matter() {
    let one_by_one: Vec<_> = {
        let generator = generator(&spec(5));
        (0..6).map(|facility| bytes(&generator, facility)).collect()
    };
    let other = generator(&spec(5));
    let mut side_by_side: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .rev()
            .map(|facility| {
                scope.spawn({
                    let other = &other;
                    move || bytes(other, facility)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    side_by_side.reverse();
    assert!(one_by_one == side_by_side);
}

#[test]
fn another_seed_makes_other_people() {
    let (one, two) = (generator(&spec(5)), generator(&spec(6)));
    assert_ne!(bytes(&one, 0).0, bytes(&two, 0).0);
}

#[test]
fn asking_for_errors_changes_nothing_else() {
    let clean = generator(&SynthSpec { errors_share: 0.0, ..spec(5) });
    let dirty = generator(&spec(5));
    let lines = |generator| String::from_utf8(bytes(generator, 0).0).unwrap();
    let (clean, dirty) = (lines(&clean), lines(&dirty));
    let kept = dirty.lines().filter(|line| clean.contains(line)).count();
    assert!(kept * 1000 > dirty.lines().count() * 998, "{kept} of {}", dirty.lines().count());
}
