//! The life tables of `data/life-tables`, compiled in.
//!
//! A row for each calendar year of a stratum, a column for each age, hazards per day.

use estimators::CalendarRule;

use crate::error::{Error, Result};
use crate::life_table::LifeTableSource;
use crate::life_table::axes::parse_cut;
use crate::life_table::figures::{Figures, Labels};

/// The figures of a table and where they are from.
pub(super) struct BuiltIn {
    csv: &'static str,
    /// How many columns before those of the ages: strata, then the year.
    leading: usize,
    name: &'static str,
    pub(super) source: &'static str,
}

const US: BuiltIn = BuiltIn {
    csv: include_str!("../../../../data/life-tables/us.csv"),
    leading: 2,
    name: "us",
    source: "United States by sex, from life tables of the National Center for Health Statistics as in survexp.us of R \
             survival 3.5-3",
};
const US_RACE: BuiltIn = BuiltIn {
    csv: include_str!("../../../../data/life-tables/us-race.csv"),
    leading: 3,
    name: "us-race",
    source: "United States by sex and race (white, black), from life tables of the National Center for Health Statistics as \
             in survexp.usr of R survival 3.5-3",
};
const US_MN: BuiltIn = BuiltIn {
    csv: include_str!("../../../../data/life-tables/us-mn.csv"),
    leading: 2,
    name: "us-mn",
    source: "Minnesota by sex, from life tables of the National Center for Health Statistics as in survexp.mn of R survival \
             3.5-3",
};

/// The built-in table of a source; `None` for a file.
pub(super) fn of(source: &LifeTableSource) -> Option<BuiltIn> {
    match source {
        LifeTableSource::UnitedStates => Some(US),
        LifeTableSource::UnitedStatesByRace => Some(US_RACE),
        LifeTableSource::Minnesota => Some(US_MN),
        LifeTableSource::File(_) => None,
    }
}

impl BuiltIn {
    pub(super) fn figures(&self) -> Result<Figures> {
        let broken = || Error::Unreadable {
            path: self.name.into(),
            format: "a built-in life table",
            problem: "it is damaged; report this as a fault of the program".to_owned(),
        };
        let mut lines = self.csv.lines().map(|line| line.split(','));
        let header: Vec<&str> = lines.next().ok_or_else(broken)?.collect();
        let (leading, ages) = header.split_at_checked(self.leading).ok_or_else(broken)?;
        let ages: Vec<u32> = ages.iter().map(|age| age.parse().ok()).collect::<Option<_>>().ok_or_else(broken)?;
        let mut strata = vec![Vec::new(); self.leading - 1];
        let (mut cuts, mut all_ages, mut hazards) = (Vec::new(), Vec::new(), Vec::new());
        for mut fields in lines {
            for values in &mut strata {
                values.extend(std::iter::repeat_n(fields.next().ok_or_else(broken)?, ages.len()));
            }
            let cut = fields.next().and_then(parse_cut).ok_or_else(broken)?;
            cuts.extend(std::iter::repeat_n(cut, ages.len()));
            all_ages.extend(&ages);
            for hazard in fields {
                hazards.push(hazard.parse().map_err(|_| broken())?);
            }
            if hazards.len() != cuts.len() {
                return Err(broken());
            }
        }
        let rows = (1..).take(hazards.len()).collect();
        Ok(Figures {
            places: vec![(self.name.to_owned(), 0)],
            strata: leading.iter().zip(strata).map(|(name, values)| Labels::new(name, values)).collect(),
            cuts,
            ages: all_ages,
            hazards,
            rows,
            days_per_year: 365.25,
            rule: CalendarRule::Birthday,
            notes: Vec::new(),
        })
    }
}
