//! The life tables that the reference cases name, and the people's places in them.

use std::collections::BTreeMap;

use estimators::{AgeAxis, CalendarAxis, CalendarRule, LifeTable, Subject};

use golden::{Case, Folder, Row};

/// The quirk of cases whose US tables were read by [`CalendarRule::BirthdayFrom1960`].
pub(crate) const BIRTHDAY_OFFSET: &str = "birthday-offset-1960";

/// A life table, and which of its strata a sex (and race) is.
#[derive(Debug)]
pub(crate) struct NamedTable {
    pub(crate) table: LifeTable,
    /// By sex and race; no race is "".
    strata: BTreeMap<(String, String), u32>,
}

impl NamedTable {
    /// The stratum of a sex, `male` or `female`, and of a race where the table has races.
    pub(crate) fn stratum(&self, sex: &str, race: &str) -> u32 {
        let has_races = self.strata.keys().any(|(_, race)| !race.is_empty());
        let race = if has_races { race } else { "" };
        self.strata[&(sex.to_owned(), race.to_owned())]
    }

    /// The same table by another clock.
    pub(crate) fn with_rule(self, rule: CalendarRule) -> Self {
        let calendar = CalendarAxis::new(self.table.calendar().cuts().to_vec(), rule).unwrap();
        let table = LifeTable::new(self.table.ages().clone(), calendar, self.table.hazards().to_vec()).unwrap();
        Self { table, ..self }
    }

    /// Where a person of a case's data enters the table. The cases name no column of races; the data has one.
    pub(crate) fn subject(&self, case: &Case, row: &Row) -> Subject {
        Subject {
            stratum: self.stratum(row.get(case.get("sex_col")), row.get("race_alt")),
            age_days: row.number(case.get("age_col")).unwrap(),
            date: f64::from(day(row.get(case.get("date_col")))),
        }
    }
}

/// Reads a life table of the folder, by R's rules: US tables change on birthdays and have years of 365.25 days, the
/// others change on 1 January and have relsurv's years.
pub(crate) fn load(folder: &Folder, name: &str) -> NamedTable {
    let rows = folder.life_table(name);
    assert!(!rows.is_empty(), "{name}: no rows");
    let (rule, days_per_year) = match name {
        name if name.starts_with("survexp") => (CalendarRule::Birthday, 365.25),
        _ => (CalendarRule::Date, 365.241),
    };
    let mut strata = BTreeMap::new();
    // By stratum, calendar cell and age, as `LifeTable` wants them.
    let mut hazards = BTreeMap::new();
    for row in rows.iter() {
        let label = (row.get("sex").to_owned(), row.get("race").to_owned());
        let next = u32::try_from(strata.len()).unwrap();
        let stratum = *strata.entry(label).or_insert(next);
        let year: i32 = row.get("year").parse().unwrap();
        let age: u32 = row.get("age").parse().unwrap();
        let cut = match row.get("year_cut_date") {
            "" => day(&format!("{year}-01-01")),
            date => day(date),
        };
        hazards.insert((stratum, cut, age), row.number("hazard_per_day").unwrap());
    }
    let mut cuts: Vec<i32> = hazards.keys().map(|&(_, cut, _)| cut).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut ages: Vec<u32> = hazards.keys().map(|&(_, _, age)| age).collect();
    ages.sort_unstable();
    ages.dedup();
    let ages = AgeAxis::new(ages[0], ages.len(), days_per_year).unwrap();
    let calendar = CalendarAxis::new(cuts, rule).unwrap();
    assert_eq!(hazards.len(), strata.len() * ages.len() * calendar.len(), "{name}: cells missing");
    NamedTable { table: LifeTable::new(ages, calendar, hazards.into_values().collect()).unwrap(), strata }
}

/// An ISO date as days since 1970-01-01.
pub(crate) fn day(iso: &str) -> i32 {
    let parts: Vec<i32> = iso.split('-').map(|part| part.parse().unwrap()).collect();
    let [year, month, day] = parts[..] else { panic!("not a date: {iso}") };
    // Years that begin in March end with the leap day.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
        - 719_469
}

#[test]
fn days_of_dates() {
    // date -d DATE +%s / 86400
    for (iso, expected) in [("1970-01-01", 0), ("1960-01-01", -3653), ("1996-02-29", 9555), ("2000-03-01", 11017)] {
        assert_eq!(day(iso), expected, "{iso}");
    }
}

#[test]
fn tables_hold_what_their_files_say() {
    let Some(folder) = Folder::open() else { return };
    for (name, strata) in [("slopop", 2), ("popmort_fi", 2), ("survexp_us", 2), ("survexp_usr", 4), ("survexp_mn", 2)] {
        let loaded = load(&folder, name);
        assert_eq!(loaded.table.strata(), strata, "{name}");
        for row in folder.life_table(name).iter().step_by(97) {
            let year: i32 = row.get("year").parse().unwrap();
            let age = row.number("age").unwrap();
            let table = &loaded.table;
            let cell = table.hazard(
                loaded.stratum(row.get("sex"), row.get("race")),
                table.calendar().cell(f64::from(day(&format!("{year}-01-01")))),
                table.ages().cell(age * table.ages().days_per_year()),
            );
            assert_eq!(Some(cell), row.number("hazard_per_day"), "{name} {year} {age}");
        }
    }
}
