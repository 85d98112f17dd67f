//! The slow twin: one person after another, in plain floats, with a splitting of its own.

use estimators::{CalendarRule, LifeTable};

use crate::exact::cohorts::People;
use crate::life_tables::day;

/// The sums of a day, as defined.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TwinDay {
    pub(crate) n_risk: u64,
    pub(crate) n_event: u64,
    pub(crate) weight_start: f64,
    pub(crate) weight_end: f64,
    pub(crate) death_weight: f64,
    pub(crate) death_weight_squared: f64,
    pub(crate) hazard: f64,
    pub(crate) expected: f64,
    pub(crate) potential_start: f64,
    pub(crate) potential_end: f64,
}

/// Sums of days 0 to `horizon`.
pub(crate) fn days(people: &People, table: &LifeTable, horizon: u32) -> Vec<TwinDay> {
    let mut days = vec![TwinDay::default(); horizon as usize + 1];
    for person in 0..people.exit.len() {
        let (entry, exit, died) = (people.entry[person], people.exit[person], people.died[person]);
        if (exit == 0 && !died) || entry >= horizon {
            continue;
        }
        let cumulative = cumulative_hazards(people, person, table, horizon);
        for (day, sum) in (0..).zip(&mut days) {
            let end = cumulative[day as usize];
            let start = if day == 0 { 0.0 } else { cumulative[day as usize - 1] };
            sum.expected += f64::exp(-end);
            let entered = entry < day || (entry == 0 && day == 0);
            if entered && day <= exit {
                sum.n_risk += 1;
                sum.weight_start += f64::exp(start);
                sum.weight_end += f64::exp(end);
                sum.hazard += end - start;
            }
            if day == exit && died {
                sum.n_event += 1;
                sum.death_weight += f64::exp(end);
                sum.death_weight_squared += f64::exp(2.0 * end);
            }
            if entered && day <= people.potential[person] {
                sum.potential_start += f64::exp(-start);
                sum.potential_end += f64::exp(-end);
            }
        }
    }
    days
}

/// At the end of each day from 0 to `horizon`.
fn cumulative_hazards(people: &People, person: usize, table: &LifeTable, horizon: u32) -> Vec<f64> {
    let age = people.age_days[person];
    let mut date = f64::from(people.date[person]);
    if table.calendar().rule() == CalendarRule::Birthday {
        let birth = date - age;
        let new_years = (1850..2020).map(|year| f64::from(day(&format!("{year}-01-01"))));
        date -= birth - new_years.rev().find(|&new_year| new_year <= birth).unwrap();
    }
    // Every moment at which something may change: birthdays, cuts, ends of days.
    let axis = table.ages();
    let birthdays = (0..axis.len()).map(|cell| (axis.first() as f64 + cell as f64) * axis.days_per_year() - age);
    let cuts = table.calendar().cuts().iter().map(|&cut| f64::from(cut) - date);
    let changes: Vec<f64> = birthdays.chain(cuts).collect();
    let mut sum = 0.0;
    let mut sums = vec![sum];
    for day in 1..=horizon {
        let (start, end) = (f64::from(day) - 1.0, f64::from(day));
        let mut moments: Vec<f64> = changes.iter().copied().filter(|&at| at > start && at < end).collect();
        moments.extend([start, end]);
        moments.sort_by(f64::total_cmp);
        for pair in moments.windows(2) {
            let middle = 0.5 * (pair[0] + pair[1]);
            let years = ((age + middle) / axis.days_per_year()).floor() - f64::from(axis.first());
            let age_cell = years.clamp(0.0, axis.len() as f64 - 1.0) as usize;
            let passed = table.calendar().cuts().iter().filter(|&&cut| f64::from(cut) <= date + middle).count();
            sum += table.hazard(people.table_stratum[person], passed.max(1) - 1, age_cell) * (pair[1] - pair[0]);
        }
        sums.push(sum);
    }
    sums
}
