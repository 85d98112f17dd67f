//! The kinds of cancer: who gets them, how far they have come, what is done, how long people live.

use crate::Error;
use crate::chance::{Chance, Draw, Lottery};

const CANCERS: &str = include_str!("../data/cancers.csv");
const MORPHOLOGIES: &str = include_str!("../data/morphologies.csv");

/// How a kind of cancer is staged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Staging {
    /// Percent localized, regional, distant, unknown.
    Solid([u32; 4]),
    /// Always distant: leukemia, myeloma.
    Systemic,
    /// Not malignant.
    Benign,
}

/// A kind of cancer, with figures that are broadly those of the United States in 2010 to 2019.
#[derive(Debug)]
pub(crate) struct Cancer {
    pub(crate) name: &'static str,
    /// Youngest age, 5th, 25th, 50th, 75th and 95th percentile, oldest age, in years.
    pub(crate) ages: [u32; 7],
    pub(crate) staging: Staging,
    /// Five-year relative survival by stage (localized, regional, distant, unknown), percent; the same for all
    /// stages where there are none.
    pub(crate) survival: [f64; 4],
    /// Shape of the Weibull excess hazard.
    pub(crate) shape: f64,
    /// Percent treated by stage (localized, regional, distant).
    pub(crate) surgery: [u32; 3],
    pub(crate) radiation: [u32; 3],
    pub(crate) chemo: [u32; 3],
    /// Percent treated.
    pub(crate) hormone: u32,
    pub(crate) immuno: u32,
    /// Percent of grades 1 to 4; the rest is not determined.
    pub(crate) grades: [u32; 4],
    /// ICD-10 of deaths from it, without the point; `None` where it is the site itself.
    pub(crate) cause: Option<&'static str>,
}

/// A topography with a histology and behavior, ICD-O-3.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Morphology {
    /// Index into [`Cancers::kinds`].
    pub(crate) cancer: usize,
    pub(crate) site: &'static str,
    pub(crate) histology: u32,
    pub(crate) behavior: u8,
}

/// All kinds, and how often each morphology is met among men and women.
#[derive(Debug)]
pub(crate) struct Cancers {
    pub(crate) kinds: Vec<Cancer>,
    men: Lottery<Morphology>,
    women: Lottery<Morphology>,
    /// The first, for whom nothing can be drawn: never, since the table is not empty.
    any: Morphology,
}

impl Cancers {
    pub(crate) fn read() -> Result<Self, Error> {
        let kinds = table("cancers.csv", CANCERS, "not a kind of cancer", cancer)?;
        let find = |name: &str| kinds.iter().position(|kind: &Cancer| kind.name == name);
        let rows = table("morphologies.csv", MORPHOLOGIES, "not a morphology of a known cancer", |line| {
            morphology(line, find)
        })?;
        let men = Lottery::new(rows.iter().map(|&(morphology, men, _)| (morphology, men)));
        let women = Lottery::new(rows.iter().map(|&(morphology, _, women)| (morphology, women)));
        let empty = Error::Table { table: "morphologies.csv", line: 1, found: "no morphology" };
        let any = rows.first().map(|row| row.0).ok_or(empty)?;
        Ok(Self { kinds, men, women, any })
    }

    pub(crate) fn draw(&self, chance: Chance, female: bool) -> (&Cancer, Morphology) {
        let lottery = if female { &self.women } else { &self.men };
        let morphology = lottery.draw(chance, Draw::Morphology).copied().unwrap_or(self.any);
        (self.kinds.get(morphology.cancer).unwrap_or(&self.kinds[0]), morphology)
    }
}

impl Cancer {
    /// An age at diagnosis, days: uniform between the quantiles.
    pub(crate) fn age_days(&self, chance: Chance) -> i32 {
        const PROBABILITIES: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];
        let u = chance.unit(Draw::Age);
        let above = PROBABILITIES.iter().position(|&probability| u < probability).unwrap_or(6).max(1);
        let [from, to] = [above - 1, above].map(|i| (PROBABILITIES[i], f64::from(self.ages[i])));
        // The quantiles are completed years; the youngest tail may begin at birth.
        let years = from.1 + (u - from.0) / (to.0 - from.0) * (to.1 - from.1).max(0.9);
        let first = f64::from(self.ages[0]) + 0.01;
        let last = f64::from(self.ages[6]) + 0.99;
        (years.clamp(first, last) * crate::calendar::DAYS_PER_YEAR) as i32
    }

    /// Whether it is met at an age, in completed years, other than by rare chance.
    pub(crate) fn is_usual_at(&self, age: i32) -> bool {
        u32::try_from(age).is_ok_and(|age| (self.ages[1]..=self.ages[6]).contains(&age))
    }

    /// Lymphoma, leukemia, myeloma and their kin (ICD-O-3 959 to 999).
    pub(crate) fn is_hematopoietic(&self) -> bool {
        matches!(self.name, "hodgkin" | "nhl") || self.staging == Staging::Systemic
    }
}

fn table<T>(
    table: &'static str,
    text: &'static str,
    found: &'static str,
    mut row: impl FnMut(&'static str) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines.map(|(index, line)| row(line).ok_or(Error::Table { table, line: index + 1, found })).collect()
}

fn numbers<const N: usize>(text: &str, separator: char) -> Option<[u32; N]> {
    let numbers = text.split(separator).map(|number| number.parse().ok()).collect::<Option<Vec<_>>>()?;
    numbers.try_into().ok()
}

fn cancer(line: &'static str) -> Option<Cancer> {
    let [name, ages, staging, survival, shape, surgery, radiation, chemo, hormone, immuno, grades, cause] =
        line.split(',').collect::<Vec<_>>().try_into().ok()?;
    let staging = match staging {
        "systemic" => Staging::Systemic,
        "benign" => Staging::Benign,
        shares => Staging::Solid(numbers(shares, '/')?),
    };
    let survival = match staging {
        Staging::Solid(_) => numbers(survival, '/')?,
        Staging::Systemic | Staging::Benign => [survival.parse().ok()?; 4],
    };
    Some(Cancer {
        name,
        ages: numbers(ages, ' ')?,
        staging,
        survival: survival.map(f64::from),
        shape: f64::from(shape.parse::<u32>().ok()?) / 100.0,
        surgery: numbers(surgery, '/')?,
        radiation: numbers(radiation, '/')?,
        chemo: numbers(chemo, '/')?,
        hormone: hormone.parse().ok()?,
        immuno: immuno.parse().ok()?,
        grades: numbers(grades, '/')?,
        cause: (cause != "site").then_some(cause),
    })
}

fn morphology(line: &'static str, find: impl Fn(&str) -> Option<usize>) -> Option<(Morphology, u32, u32)> {
    let [cancer, site, morphology, men, women] = line.split(',').collect::<Vec<_>>().try_into().ok()?;
    let (histology, behavior) = morphology.split_once('/')?;
    let morphology = Morphology {
        cancer: find(cancer)?,
        site,
        histology: histology.parse().ok()?,
        behavior: behavior.parse().ok()?,
    };
    Some((morphology, men.parse().ok()?, women.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Cancers, Staging};

    #[test]
    fn tables_can_be_read_and_add_up() {
        let cancers = Cancers::read().unwrap();
        assert!(cancers.kinds.len() > 50);
        for kind in &cancers.kinds {
            assert!(kind.ages.is_sorted(), "{}", kind.name);
            if let Staging::Solid(shares) = kind.staging {
                assert_eq!(shares.iter().sum::<u32>(), 100, "{}", kind.name);
            }
            assert!(kind.grades.iter().sum::<u32>() <= 100, "{}", kind.name);
        }
    }
}
