//! How long the estimators take: the cohort in memory, the life table prepared, the median of many runs.
//!
//! ```text
//! net_speed COHORT.csv LIFE_TABLE.csv [--copies N] [--strata N] [--horizon DAYS] [--runs N] [--only NAME]
//! ```
//!
//! The cohort has columns sex (1, 2), age_days, dx_date, time_days and status (1 died); the life table sex (male,
//! female), year, age, hazard_per_day and year_cut_date. Copies differ by up to half a year in age and date and a
//! tenth in time. CPU time is that of all threads.

#![expect(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a program that measures")]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use estimators::{
    AgeAxis, CalendarAxis, CalendarRule, CellKey, ClosedSide, DayGrid, EdererI, EdererII, FollowUp, Hakulinen,
    IntervalForm, KaplanMeier, LifeTable, NetCells, NetIntervals, NetKey, Parts, PoharPerme, PreparedTable,
    TableCohort, tally_net, tally_strata,
};
use rayon::prelude::*;

fn main() {
    let mut files = Vec::new();
    let mut options = BTreeMap::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--") {
            Some(option) => drop(options.insert(option.to_owned(), arguments.next().unwrap())),
            None => files.push(argument),
        }
    }
    let number = |name: &str, otherwise: u32| options.get(name).map_or(otherwise, |text| text.parse().unwrap());
    let [cohort, table] = &files[..] else { panic!("net_speed COHORT.csv LIFE_TABLE.csv") };
    let table = life_table(table);
    let started = Instant::now();
    let table = PreparedTable::new(table).unwrap();
    println!("table prepared in {:.2} ms", started.elapsed().as_secs_f64() * 1e3);

    let people = People::read(cohort).copied(number("copies", 0), number("strata", 1));
    let horizon = number("horizon", people.exit.iter().max().copied().unwrap());
    let only = options.get("only").map_or("", String::as_str);
    let bench = Bench {
        people,
        table,
        horizon,
        runs: number("runs", 20),
        only: only.to_owned(),
        short: options.contains_key("short"),
    };
    println!("{} people, {} strata, horizon {horizon} days", bench.people.exit.len(), bench.people.n_strata);
    println!("{:<28} {:>12} {:>12} {:>12}", "", "wall ms", "CPU ms", "least wall");
    bench.run();
}

struct Bench {
    people: People,
    table: PreparedTable,
    horizon: u32,
    runs: u32,
    only: String,
    short: bool,
}

impl Bench {
    fn run(&self) {
        let days = |estimate: fn(&NetCells) -> usize| move |cells: &NetCells| estimate(cells);
        self.measure("Kaplan-Meier", || {
            let people = self.people.follow_up();
            let cells = tally_strata(CellKey::TUMORS, people, &self.people.stratum, self.people.n_strata).unwrap();
            cells.par_iter().map(|cells| KaplanMeier::default().finish(cells).steps.len()).sum()
        });
        self.measure_net(
            "Pohar Perme, daily",
            PoharPerme::PARTS,
            days(|cells| PoharPerme.finish(cells).unwrap().steps.len()),
        );
        self.measure_net(
            "Ederer II, daily",
            EdererII::PARTS,
            days(|cells| EdererII.finish(cells).unwrap().steps.len()),
        );
        self.measure_net(
            "Hakulinen, daily",
            Hakulinen::PARTS,
            days(|cells| Hakulinen.finish(cells).unwrap().steps.len()),
        );
        self.measure_net("Ederer I, daily", EdererI::PARTS, days(|cells| EdererI.finish(cells).unwrap().steps.len()));
        let ends: Vec<f64> = (1..)
            .map(|month| 365.241 / 12.0 * f64::from(month))
            .take_while(|&end| end <= f64::from(self.horizon))
            .collect();
        let grid = DayGrid::new(&ends, ClosedSide::Right).unwrap();
        let monthly = |cells: &NetCells| NetIntervals::gather(cells, &grid);
        self.measure_net("Pohar Perme, monthly", PoharPerme::PARTS, |cells| {
            PoharPerme.finish_intervals(&monthly(cells), IntervalForm::Hazard).unwrap().len()
        });
        self.measure_net("Ederer II, monthly", EdererII::PARTS, |cells| {
            EdererII.finish_intervals(&monthly(cells), IntervalForm::Hazard).unwrap().len()
        });
        self.measure_net("all of them, monthly", Parts::ALL, |cells| {
            let sums = monthly(cells);
            let form = IntervalForm::Hazard;
            let curves = [
                PoharPerme.finish_intervals(&sums, form),
                EdererII.finish_intervals(&sums, form),
                EdererI.finish_intervals(&sums, form),
                Hakulinen.finish_intervals(&sums, form),
            ];
            curves.map(|curve| curve.unwrap().len()).iter().sum::<usize>()
                + KaplanMeier::default().finish(cells.counts()).steps.len()
        });
        self.measure_net("cells only, all parts", Parts::ALL, |_| 0);
        self.measure_net("cells only, weights", Parts::WEIGHTS, |_| 0);
    }

    fn measure_net(&self, name: &str, parts: Parts, finish: impl Fn(&NetCells) -> usize + Sync) {
        let key = NetKey::new(CellKey::TUMORS, self.horizon, parts, &self.table).unwrap();
        self.measure(name, || {
            let people = &self.people;
            let cells = tally_net(key, &self.table, people.cohort(), &people.stratum, people.n_strata).unwrap();
            cells.par_iter().map(&finish).sum()
        });
    }

    fn measure(&self, name: &str, run: impl Fn() -> usize) {
        if !name.contains(&self.only) {
            return;
        }
        let once = Instant::now();
        black_box(run());
        // Short runs are repeated, as the clock of CPU time ticks by milliseconds.
        let repeats = if self.short { 1.0 } else { (0.1 / once.elapsed().as_secs_f64()).ceil().max(1.0) };
        let (mut wall, mut cpu) = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            let (started, used) = (Instant::now(), cpu_seconds());
            for _ in 0..repeats as u32 {
                black_box(run());
            }
            wall.push(started.elapsed().as_secs_f64() / repeats);
            cpu.push((cpu_seconds() - used) / repeats);
        }
        let least = wall.iter().copied().fold(f64::INFINITY, f64::min);
        println!("{name:<28} {:>12.3} {:>12.3} {:>12.3}", median(wall) * 1e3, median(cpu) * 1e3, least * 1e3);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Of all threads of this process, by the scheduler's account in nanoseconds.
fn cpu_seconds() -> f64 {
    // The account of a running thread is brought up to date when it lets others go first.
    std::thread::yield_now();
    let threads = fs::read_dir("/proc/self/task").unwrap();
    let of = |path: std::path::PathBuf| fs::read_to_string(path.join("schedstat")).unwrap_or_default();
    let nanoseconds = |text: String| text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0);
    threads.map(|thread| nanoseconds(of(thread.unwrap().path()))).sum::<f64>() * 1e-9
}

#[derive(Debug, Default)]
struct People {
    exit: Vec<u32>,
    died: Vec<bool>,
    age_days: Vec<f64>,
    date: Vec<i32>,
    sex: Vec<u32>,
    potential: Vec<u32>,
    stratum: Vec<u32>,
    n_strata: usize,
}

impl People {
    fn read(path: &str) -> Self {
        let mut people = Self { n_strata: 1, ..Self::default() };
        for row in rows(path) {
            people.exit.push(row["time_days"].parse().unwrap());
            people.died.push(row["status"] == "1");
            people.age_days.push(row["age_days"].parse().unwrap());
            people.date.push(day(&row["dx_date"]));
            people.sex.push(row["sex"].parse::<u32>().unwrap() - 1);
        }
        people.with_potential()
    }

    fn copied(self, copies: u32, n_strata: u32) -> Self {
        let mut chance = 0x5eed_u64;
        let mut share = || {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (chance >> 33) as f64 / f64::from(1_u32 << 31)
        };
        let n = if copies == 0 { self.exit.len() } else { copies as usize };
        let mut people = Self { n_strata: n_strata as usize, ..Self::default() };
        for person in 0..n {
            let original = person % self.exit.len();
            let jitter = if copies == 0 { 0.0 } else { 1.0 };
            let mut half_years = || jitter * 365.0 * (share() - 0.5);
            people.age_days.push((self.age_days[original] + half_years()).round());
            people.date.push(self.date[original] + half_years() as i32);
            let time = f64::from(self.exit[original]) * (1.0 + jitter * 0.2 * (share() - 0.5));
            people.exit.push((time as u32).max(1));
            people.died.push(self.died[original]);
            people.sex.push(self.sex[original]);
            people.stratum.push((share() * f64::from(n_strata)) as u32);
        }
        people.with_potential()
    }

    /// Followed to the last day of anybody's follow-up, had they lived.
    fn with_potential(mut self) -> Self {
        let closing = (0..self.exit.len()).map(|person| self.date[person] + self.exit[person] as i32).max().unwrap();
        let until =
            |person: usize| if self.died[person] { (closing - self.date[person]) as u32 } else { self.exit[person] };
        self.potential = (0..self.exit.len()).map(until).collect();
        self
    }

    fn follow_up(&self) -> FollowUp<'_> {
        FollowUp { entry: None, exit: &self.exit, died: &self.died }
    }

    fn cohort(&self) -> TableCohort<'_> {
        TableCohort {
            follow_up: self.follow_up(),
            age_days: &self.age_days,
            date: &self.date,
            table_stratum: &self.sex,
            potential: Some(&self.potential),
        }
    }
}

fn life_table(path: &str) -> LifeTable {
    let mut hazards = BTreeMap::new();
    for row in rows(path) {
        let sex = u32::from(row["sex"] == "female");
        let age: u32 = row["age"].parse().unwrap();
        hazards.insert((sex, day(&row["year_cut_date"]), age), row["hazard_per_day"].parse::<f64>().unwrap());
    }
    let mut cuts: Vec<i32> = hazards.keys().map(|key| key.1).collect();
    cuts.dedup();
    cuts.truncate(cuts.len() / 2);
    let ages = hazards.len() / 2 / cuts.len();
    let calendar = CalendarAxis::new(cuts, CalendarRule::Date).unwrap();
    LifeTable::new(AgeAxis::new(0, ages, 365.241).unwrap(), calendar, hazards.into_values().collect()).unwrap()
}

/// An ISO date as days since 1970-01-01.
fn day(iso: &str) -> i32 {
    let parts: Vec<i32> = iso.split('-').map(|part| part.parse().unwrap()).collect();
    let [year, month, day] = parts[..] else { panic!("not a date: {iso}") };
    // Years that begin in March end with the leap day.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
        - 719_469
}

/// Rows of a file without quotes, by column.
fn rows(path: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| header.iter().map(|&name| name.to_owned()).zip(line.split(',').map(str::to_owned)).collect();
    lines.map(row).collect()
}
