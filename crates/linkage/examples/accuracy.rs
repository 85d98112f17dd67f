//! How well and how fast a labelled list is linked: `accuracy [--no-follow-up] [--misses N] FILE.csv.gz [WITH.csv.gz]`.

#![expect(clippy::print_stdout, clippy::panic, clippy::expect_used, reason = "a program for measuring")]

mod labelled;

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use labelled::read;
use linkage::{Field, Linkage, Pair, Persons, Settings, link};

fn main() {
    let mut files = Vec::new();
    let mut settings = Settings::default();
    let mut misses = 0;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--no-follow-up" => settings.compare_follow_up = false,
            "--misses" => misses = arguments.next().and_then(|n| n.parse().ok()).expect("a number after --misses"),
            "--seed" => settings.seed = arguments.next().and_then(|n| n.parse().ok()).expect("a number after --seed"),
            "--budget" => {
                settings.pairs_per_record =
                    arguments.next().and_then(|n| n.parse().ok()).expect("a number after --budget");
            }
            _ => files.push(argument),
        }
    }
    let start = Instant::now();
    let mut entities = HashMap::new();
    let mut lists: Vec<_> = files.iter().map(|file| read(file, &mut entities)).collect();
    let with = (lists.len() > 1).then(|| lists.remove(1));
    let list = lists.remove(0);
    drop(entities);
    let (read_wall, read_cpu) = (start.elapsed(), cpu_seconds());
    let linkage = link(&list.persons, with.as_ref().map(|with| &with.persons), &settings).expect("linking");
    println!("== {}", files.join(" x "));
    println!(
        "records {}, compared {}, kept {}; read {:.2} s wall {read_cpu:.2} s cpu; all {:.2} s wall {:.2} s cpu; peak {} MiB",
        list.persons.len() + with.as_ref().map_or(0, |with| with.persons.len()),
        linkage.compared,
        linkage.pairs.len(),
        read_wall.as_secs_f64(),
        start.elapsed().as_secs_f64(),
        cpu_seconds(),
        peak_mib()
    );
    println!("{}", linkage.plan);
    for warning in &linkage.warnings {
        println!("warning: {warning}");
    }
    let split = list.entity.len();
    let is_link = with.is_some();
    let (other, other_entity) =
        with.map_or_else(|| (Persons::default(), Vec::new()), |with| (with.persons, with.entity));
    let entity: Vec<u32> = list.entity.iter().copied().chain(other_entity).collect();
    let side = |row: u32| is_link && row as usize >= split;
    Report { linkage: &linkage, entity: &entity, kind: &list.kind, side: &side, is_link }.print();
    if misses > 0 {
        print_misses(&linkage, &entity, &list.persons, &other, misses);
    }
}

struct Report<'a> {
    linkage: &'a Linkage,
    entity: &'a [u32],
    kind: &'a [String],
    side: &'a dyn Fn(u32) -> bool,
    is_link: bool,
}

fn f1(true_found: f64, found: f64, all: f64) -> String {
    let (p, r) = (true_found / found.max(1.0), true_found / all.max(1.0));
    format!("P {p:.4} R {r:.4} F1 {:.5}", 2.0 * p * r / (p + r).max(1e-9))
}

impl Report<'_> {
    fn is_true(&self, pair: &Pair) -> bool {
        self.entity[pair.a as usize] == self.entity[pair.b as usize]
    }

    /// Pairs within the groups that `of` makes.
    fn pairs_within(&self, of: impl Fn(usize) -> u64) -> f64 {
        let mut sizes: HashMap<u64, [f64; 2]> = HashMap::new();
        for row in 0..self.entity.len() {
            sizes.entry(of(row)).or_default()[usize::from((self.side)(row as u32))] += 1.0;
        }
        let pairs = |[a, b]: [f64; 2]| if self.is_link { a * b } else { a * (a - 1.0) / 2.0 };
        sizes.into_values().map(pairs).sum()
    }

    fn print(&self) {
        let truth = self.pairs_within(|row| self.entity[row].into());
        let pairs = &self.linkage.pairs;
        let scored = pairs.iter().filter(|pair| self.is_true(pair)).count();
        println!("true pairs {truth}, of them kept {scored} ({:.4})", scored as f64 / truth);
        for threshold in [0.5, 0.95] {
            let found: Vec<&Pair> = pairs.iter().filter(|pair| pair.probability() >= threshold).collect();
            let right = found.iter().filter(|pair| self.is_true(pair)).count();
            println!(
                "pairs at {threshold}: {} (false {}, missed {})",
                f1(right as f64, found.len() as f64, truth),
                found.len() - right,
                truth - right as f64
            );
        }
        let mut by_odds: Vec<&Pair> = pairs.iter().collect();
        by_odds.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
        let mut right = 0.0;
        let mut best = (0.0, 0.0, 0.0);
        for (n, pair) in by_odds.iter().enumerate() {
            right += f64::from(u8::from(self.is_true(pair)));
            let f = 2.0 * right / (n as f64 + 1.0 + truth);
            if f > best.0 {
                best = (f, right, pair.probability());
            }
        }
        println!("best F1 {:.5} at {:.4}", best.0, best.2);
        let gray: Vec<&&Pair> = by_odds.iter().filter(|pair| (0.05..0.95).contains(&pair.probability())).collect();
        println!("gray zone {} (true {})", gray.len(), gray.iter().filter(|pair| self.is_true(pair)).count());
        self.print_clusters(truth);
        self.print_kinds();
        self.print_calibration();
    }

    fn print_clusters(&self, truth: f64) {
        let of = &self.linkage.clusters.of;
        let both = |row: usize| u64::from(of[row]) << 32 | u64::from(self.entity[row]);
        let right = self.pairs_within(both);
        println!("clusters, pairwise: {}", f1(right, self.pairs_within(|row| of[row].into()), truth));
        let sizes = |of: &dyn Fn(usize) -> u64| {
            let mut sizes: HashMap<u64, f64> = HashMap::new();
            (0..self.entity.len()).for_each(|row| *sizes.entry(of(row)).or_default() += 1.0);
            sizes
        };
        let (clusters, people, shared) =
            (sizes(&|row| of[row].into()), sizes(&|row| self.entity[row].into()), sizes(&both));
        let n = self.entity.len() as f64;
        let mean = |of: &dyn Fn(usize) -> f64| (0..self.entity.len()).map(of).sum::<f64>() / n;
        let p = mean(&|row| shared[&both(row)] / clusters[&of[row].into()]);
        let r = mean(&|row| shared[&both(row)] / people[&self.entity[row].into()]);
        let largest = clusters.values().copied().fold(0.0, f64::max);
        println!(
            "clusters, B-cubed: P {p:.5} R {r:.5} F1 {:.5}; {} clusters of {} people, largest {largest}",
            2.0 * p * r / (p + r),
            clusters.len(),
            people.len()
        );
    }

    fn print_kinds(&self) {
        if self.kind.is_empty() || self.is_link {
            return;
        }
        let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
        for pair in self.linkage.pairs.iter().filter(|pair| !self.is_true(pair)) {
            let (a, b) = (&self.kind[pair.a as usize], &self.kind[pair.b as usize]);
            let count = counts.entry(if a == b { a.clone() } else { "other".to_owned() }).or_default();
            count[0] += usize::from(pair.probability() >= 0.95);
            count[1] += usize::from((0.05..0.95).contains(&pair.probability()));
            count[2] +=
                usize::from(self.linkage.clusters.of[pair.a as usize] == self.linkage.clusters.of[pair.b as usize]);
        }
        println!("false pairs by kind (at 0.95, gray, clustered): {counts:?}");
    }

    fn print_calibration(&self) {
        let bins = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.1];
        let curve: Vec<String> = bins
            .windows(2)
            .map(|bin| {
                let inside: Vec<&Pair> =
                    self.linkage.pairs.iter().filter(|pair| (bin[0]..bin[1]).contains(&pair.probability())).collect();
                let n = inside.len().max(1) as f64;
                let expected = inside.iter().map(|pair| pair.probability()).sum::<f64>() / n;
                let right = inside.iter().filter(|pair| self.is_true(pair)).count() as f64 / n;
                format!("{expected:.4}:{right:.3} ({})", inside.len())
            })
            .collect();
        println!("calibration, expected:true (pairs): {}", curve.join(", "));
    }
}

/// The levels of false links and of matches missed, for whoever improves the model.
fn print_misses(linkage: &Linkage, entity: &[u32], persons: &Persons, other: &Persons, n: usize) {
    let show = |row: u32| {
        let (list, row) = match (row as usize).checked_sub(persons.len()) {
            Some(row) => (other, row),
            None => (persons, row as usize),
        };
        list.columns().iter().skip(1).map(|(_, column)| column.get(row)).collect::<Vec<_>>().join("|")
    };
    let is_true = |pair: &Pair| entity[pair.a as usize] == entity[pair.b as usize];
    let wrong: Vec<&Pair> = linkage.pairs.iter().filter(|pair| (pair.probability() >= 0.95) != is_true(pair)).collect();
    for pair in wrong.iter().step_by((wrong.len() / n).max(1)) {
        let levels: Vec<String> =
            Field::ALL.iter().filter_map(|field| pair.level(*field).map(|level| format!("{field}: {level}"))).collect();
        println!(
            "{} p {:.4} {}\n  {}\n  {}",
            if is_true(pair) { "MISSED" } else { "FALSE" },
            pair.probability(),
            levels.join("; "),
            show(pair.a),
            show(pair.b)
        );
    }
    let kept: std::collections::HashSet<(u32, u32)> = linkage.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    (0u32..).zip(entity).for_each(|(row, entity)| of.entry(*entity).or_default().push(row));
    let mut shown = 0;
    for rows in of.values() {
        for (at, a) in rows.iter().enumerate() {
            for b in rows.iter().skip(at + 1).filter(|b| {
                !kept.contains(&(*a, **b))
                    && (other.is_empty() || ((*a as usize) < persons.len()) != ((**b as usize) < persons.len()))
            }) {
                shown += 1;
                if shown <= n {
                    println!("NOT KEPT\n  {}\n  {}", show(*a), show(*b));
                }
            }
        }
    }
}

/// User and system seconds of this process; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or("");
    let ticks = |at: usize| after_name.split(' ').nth(at).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
