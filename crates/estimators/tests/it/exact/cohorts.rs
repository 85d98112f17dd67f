//! Made-up people and populations.

use estimators::{
    AgeAxis, CalendarAxis, CalendarRule, CellKey, FollowUp, LifeTable, NetCells, NetKey, Parts, PreparedTable,
    TableCohort, tally_net,
};

/// Chance that is the same everywhere: splitmix64.
#[derive(Debug, Clone)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In [0, 1).
    pub(crate) fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * f64::exp2(-53.0)
    }

    pub(crate) fn below(&mut self, n: u32) -> u32 {
        (self.share() * f64::from(n)) as u32
    }
}

/// Hazards that double every eight years of age and fall by the year; ages 30 to 104, irregular calendar cells from
/// 1985 to 2009; two strata.
pub(crate) fn population(rule: CalendarRule, days_per_year: f64) -> LifeTable {
    let years: Vec<u32> = (1985..=2009).filter(|year| ![1987, 1988, 1996].contains(year)).collect();
    let cuts = years.iter().map(|year| crate::life_tables::day(&format!("{year}-01-01"))).collect();
    let mut hazards = Vec::new();
    for stratum in [1.0, 0.6] {
        for year in &years {
            for age in 30..105 {
                let trend = f64::from(year - 1985);
                hazards.push(stratum * 3e-6 * f64::exp2((f64::from(age) - 30.0) / 8.0 - trend / 30.0));
            }
        }
    }
    let ages = AgeAxis::new(30, 75, days_per_year).unwrap();
    LifeTable::new(ages, CalendarAxis::new(cuts, rule).unwrap(), hazards).unwrap()
}

/// One hazard for everybody of a stratum, at any age and date.
pub(crate) fn constant(hazards: &[f64]) -> PreparedTable {
    let ages = AgeAxis::new(0, 1, 365.241).unwrap();
    let calendar = CalendarAxis::new(vec![0], CalendarRule::Date).unwrap();
    PreparedTable::new(LifeTable::new(ages, calendar, hazards.to_vec()).unwrap()).unwrap()
}

/// People as columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    pub(crate) entry: Vec<u32>,
    pub(crate) exit: Vec<u32>,
    pub(crate) died: Vec<bool>,
    pub(crate) age_days: Vec<f64>,
    pub(crate) date: Vec<i32>,
    pub(crate) table_stratum: Vec<u32>,
    pub(crate) potential: Vec<u32>,
    pub(crate) stratum: Vec<u32>,
}

impl People {
    /// `n` people, aged 25 to 99 at diagnosis in 1984 to 2004; one in five enters late, one in three dies.
    pub(crate) fn random(n: u32, seed: u64, longest: u32) -> Self {
        let mut chance = Chance(seed);
        let mut people = Self::default();
        for person in 0..n {
            let exit = 1 + (f64::from(longest) * chance.share().powi(2)) as u32;
            let entry = if person % 5 == 0 { chance.below(exit) } else { 0 };
            let died = person % 3 == 0;
            people.entry.push(entry);
            people.exit.push(exit);
            people.died.push(died);
            people.age_days.push(9_131.0 + 27_000.0 * chance.share().sqrt());
            people.date.push(5_114 + chance.below(7_300) as i32);
            people.table_stratum.push(chance.below(2));
            people.potential.push(if died { exit + chance.below(900) } else { exit });
            people.stratum.push(chance.below(5));
        }
        people
    }

    /// Followed from the origin to a day, on which they die or not; one a stratum of the table.
    pub(crate) fn one_each(exits: &[(u32, bool)]) -> Self {
        let n = exits.len();
        Self {
            entry: vec![0; n],
            exit: exits.iter().map(|exit| exit.0).collect(),
            died: exits.iter().map(|exit| exit.1).collect(),
            age_days: vec![20_000.0; n],
            date: vec![9_000; n],
            table_stratum: (0..n as u32).collect(),
            potential: exits.iter().map(|exit| exit.0).collect(),
            stratum: vec![0; n],
        }
    }

    pub(crate) fn cohort(&self) -> TableCohort<'_> {
        TableCohort {
            follow_up: FollowUp { entry: Some(&self.entry), exit: &self.exit, died: &self.died },
            age_days: &self.age_days,
            date: &self.date,
            table_stratum: &self.table_stratum,
            potential: Some(&self.potential),
        }
    }

    /// The people at these positions.
    pub(crate) fn choose(&self, positions: impl Iterator<Item = usize> + Clone) -> Self {
        fn pick<T: Copy>(from: &[T], positions: impl Iterator<Item = usize>) -> Vec<T> {
            positions.map(|position| from[position]).collect()
        }
        Self {
            entry: pick(&self.entry, positions.clone()),
            exit: pick(&self.exit, positions.clone()),
            died: pick(&self.died, positions.clone()),
            age_days: pick(&self.age_days, positions.clone()),
            date: pick(&self.date, positions.clone()),
            table_stratum: pick(&self.table_stratum, positions.clone()),
            potential: pick(&self.potential, positions.clone()),
            stratum: pick(&self.stratum, positions),
        }
    }

    pub(crate) fn cells(&self, table: &PreparedTable, horizon: u32, parts: Parts) -> NetCells {
        let key = NetKey::new(CellKey::TUMORS, horizon, parts, table).unwrap();
        let stratum = vec![0; self.exit.len()];
        tally_net(key, table, self.cohort(), &stratum, 1).unwrap().remove(0)
    }
}
