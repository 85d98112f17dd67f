//! Trains the table of pretrained weights on labelled lists, made with several seeds: `train FILE.csv.gz... > weights.csv`.

#![expect(clippy::print_stdout, clippy::panic, clippy::expect_used, reason = "a program for making a table")]

mod labelled;

use std::collections::HashMap;

use linkage::{KINDS, Model, Settings, train_with_truth};

fn main() {
    let settings = Settings::default();
    let models: Vec<Model> = std::env::args()
        .skip(1)
        .map(|file| {
            let list = labelled::read(&file, &mut HashMap::new());
            let entity = &list.entity;
            let truth = |a: u32, b: u32| entity[a as usize] == entity[b as usize];
            train_with_truth(&list.persons, None, &settings, &truth).expect("training")
        })
        .collect();
    let n = models.len() as f64;
    let mean = |of: &dyn Fn(&Model) -> [f64; KINDS]| {
        models.iter().map(of).fold([0.0; KINDS], |sum, one| std::array::from_fn(|k| sum[k] + one[k] / n))
    };
    let mut model = models.first().expect("a file").clone();
    model.pairs_per_record = mean(&|model| model.pairs_per_record);
    for f in 0..model.fields.len() {
        for l in 0..model.fields[f].levels.len() {
            model.fields[f].levels[l].probability = mean(&|model| model.fields[f].levels[l].probability);
        }
    }
    print!("{}", model.to_table());
}
