//! People counted into the cells of their strata, year by year where calendar years are kept apart.

use std::collections::BTreeMap;

use estimators::{
    CauseFollowUp, FollowUp, NetCells, NetKey, Parts, PreparedTable, SeerCells, SeerKey, TableCohort, tally_causes,
    tally_net, tally_seer, tally_strata, too_heavy,
};

use super::places::Places;
use super::stratum::{Cells, Keys, Label, NET_COUNTS, OUTSIDE, Stratum};
use super::stretches::Stretches;
use crate::cohort::{Cohort, Population};
use crate::error::Result;
use crate::estimate::{CAUSES, potential_follow_up};
use crate::question::unsupported;

pub(super) type Strata = BTreeMap<Label, Stratum>;

/// More years than any registry has; each takes a pass over the cases.
const MOST_YEARS: i32 = 200;

/// How people are counted.
pub(super) struct Counting<'a> {
    pub(super) keys: Keys,
    pub(super) calendar_years: bool,
    pub(super) table: Option<&'a PreparedTable>,
}

/// Which cells of a stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Own,
    /// Of those followed on into the next year.
    Carried,
}

impl Part {
    fn of(self, stratum: &mut Stratum) -> &mut Cells {
        match self {
            Self::Own => &mut stratum.cells,
            Self::Carried => &mut stratum.carried,
        }
    }
}

impl Counting<'_> {
    /// Counts everybody's follow-up, and their sums relative to the population where there is one.
    pub(super) fn all(&self, cohort: &Cohort, population: Option<Population<'_>>, strata: &mut Strata) -> Result<()> {
        let places = Places::of(cohort);
        let relative = match (self.keys.net, self.table, population) {
            (Some(key), Some(table), Some(people)) => Some(Relative::new(key, table, people, cohort)?),
            _ => None,
        };
        self.walk(cohort, |stretches, year, part| {
            let stratum = of(&places.of_person, stretches);
            let died: Vec<bool> = stretches.end.iter().map(|end| *end > 0).collect();
            let follow_up = FollowUp { entry: Some(&stretches.entry), exit: &stretches.exit, died: &died };
            let cells = tally_strata(self.keys.counts, follow_up, &stratum, places.len())?;
            for (label, cells) in places.labels(year).zip(cells).filter(|(_, cells)| cells.n() > 0) {
                part.of(self.stratum(strata, label)).all = cells;
            }
            let Some(relative) = &relative else { return Ok(()) };
            let cells = relative.count(stretches, &places, part)?;
            for (label, cells) in places.labels(year).zip(cells).filter(|(_, cells)| *cells != relative.nobody) {
                part.of(self.stratum(strata, label)).net = Some(cells);
            }
            let Some(key) = &self.keys.months else { return Ok(()) };
            let cells = relative.count_months(key, stretches, &places)?;
            for (label, cells) in
                places.labels(year).zip(cells).filter(|(_, cells)| cells.people() + cells.left_out() > 0)
            {
                part.of(self.stratum(strata, label)).months = Some(cells);
            }
            Ok(())
        })
    }

    /// Counts everybody's follow-up by cause of death.
    pub(super) fn by_cause(&self, cohort: &Cohort, strata: &mut Strata) -> Result<()> {
        let places = Places::of(cohort);
        self.walk(cohort, |stretches, year, part| {
            let stratum = of(&places.of_person, stretches);
            let people = CauseFollowUp { entry: Some(&stretches.entry), exit: &stretches.exit, cause: &stretches.end };
            let cells = tally_causes(self.keys.counts, CAUSES, people, &stratum, places.len())?;
            for (label, cells) in places.labels(year).zip(cells).filter(|(_, cells)| cells.all_causes().n() > 0) {
                part.of(self.stratum(strata, label)).by_cause = Some(cells);
            }
            Ok(())
        })
    }

    fn stratum<'s>(&self, strata: &'s mut Strata, label: Label) -> &'s mut Stratum {
        strata.entry(label).or_insert_with(|| Stratum::nobody(&self.keys))
    }

    /// Goes through all follow-up, or through its calendar years.
    fn walk(&self, cohort: &Cohort, mut count: impl FnMut(&Stretches, Option<i32>, Part) -> Result<()>) -> Result<()> {
        let whole = Stretches::whole(cohort.days()?, &cohort.end);
        let Some(dx) = cohort.dx.as_deref().filter(|_| self.calendar_years) else {
            return count(&whole, None, Part::Own);
        };
        let Some((first, last)) = whole.years(dx) else { return Ok(()) };
        if last - first > MOST_YEARS {
            let problem = "is not a span of follow-up; a date is wrong, leave its row out with --where";
            return unsupported("calendar-years", &format!("from {first} to {last}"), problem);
        }
        for of in (first..=last).filter_map(|year| whole.of_year(dx, year)) {
            count(&of.stretches, Some(of.year), Part::Own)?;
            count(&of.carried, Some(of.year), Part::Carried)?;
        }
        Ok(())
    }
}

/// What people's stretches have of a column of the cohort.
fn of<T: Copy>(column: &[T], stretches: &Stretches) -> Vec<T> {
    stretches.person.iter().map(|person| column[*person as usize]).collect()
}

/// People beside a life table.
struct Relative<'a> {
    key: NetKey,
    table: &'a PreparedTable,
    people: Population<'a>,
    /// Whose weight would leave the scale by the end of all their follow-up; they are in no year of it.
    heavy: Vec<bool>,
    nobody: NetCells,
}

impl<'a> Relative<'a> {
    fn new(key: NetKey, table: &'a PreparedTable, people: Population<'a>, cohort: &Cohort) -> Result<Self> {
        let (days, died) = (cohort.days()?, cohort.died());
        let cohort = people.followed(days, &died, None);
        let mut heavy = vec![false; cohort.len()];
        for person in too_heavy(key, table, cohort)? {
            heavy[person] = true;
        }
        Ok(Self { key, table, people, heavy, nobody: NetCells::new(key) })
    }

    fn count(&self, stretches: &Stretches, places: &Places, part: Part) -> Result<Vec<NetCells>> {
        // Nobody is followed beyond the horizon, nor on from there.
        let within = |exit: u32| part == Part::Own || exit < self.key.horizon;
        let stretches = stretches.only(|person, exit| !self.heavy[person as usize] && within(exit));
        let people = Columns::of(&self.people, &stretches, self.closing_date());
        let stratum = of(&places.of_person, &stretches);
        let cells = tally_net(self.key, self.table, people.cohort(&stretches), &stratum, places.len())?;
        match part {
            Part::Own => Ok(cells),
            Part::Carried => cells.iter().map(|cells| self.people_only(cells)).collect(),
        }
    }

    /// By completed months, which need no weights by day: nobody is too heavy.
    fn count_months(&self, key: &SeerKey, stretches: &Stretches, places: &Places) -> Result<Vec<SeerCells>> {
        let people = Columns::of(&self.people, stretches, self.closing_date());
        let stratum = of(&places.of_person, stretches);
        Ok(tally_seer(key, self.table, people.cohort(stretches), &stratum, places.len())?)
    }

    /// Where potential follow-up ends, if it is kept.
    fn closing_date(&self) -> Option<i32> {
        self.key.closing_date.filter(|_| self.key.parts.contain(Parts::POTENTIAL))
    }

    /// Only the counts: the sums of those carried on are in the next year.
    fn people_only(&self, cells: &NetCells) -> Result<NetCells> {
        let mut rows = cells.to_rows();
        rows.retain(|row| row.sum == NET_COUNTS || OUTSIDE.contains(&row.sum));
        Ok(NetCells::from_rows(self.key, &rows)?)
    }
}

/// What the kernels need of the people of some stretches.
struct Columns {
    died: Vec<bool>,
    age_days: Vec<f64>,
    dx: Vec<i32>,
    table_stratum: Vec<u32>,
    potential: Option<Vec<u32>>,
}

impl Columns {
    fn of(people: &Population<'_>, stretches: &Stretches, closing_date: Option<i32>) -> Self {
        let dx = of(people.dx, stretches);
        let potential = |closing| potential_follow_up(&stretches.end, &stretches.exit, &dx, closing);
        Self {
            died: stretches.end.iter().map(|end| *end > 0).collect(),
            age_days: of(people.age_days, stretches),
            table_stratum: of(people.stratum, stretches),
            potential: closing_date.map(potential),
            dx,
        }
    }

    fn cohort<'a>(&'a self, stretches: &'a Stretches) -> TableCohort<'a> {
        TableCohort {
            follow_up: FollowUp { entry: Some(&stretches.entry), exit: &stretches.exit, died: &self.died },
            age_days: &self.age_days,
            date: &self.dx,
            table_stratum: &self.table_stratum,
            potential: self.potential.as_deref(),
        }
    }
}
