//! What the rules look at of a tumor.

use crate::{DateTexts, Day, PartialDate};

/// A tumor's items as text, exactly as submitted.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeerTumorTexts<'t> {
    /// Primary site (400).
    pub site: &'t str,
    /// Histologic type ICD-O-3 (522).
    pub histology: &'t str,
    /// Behavior code ICD-O-3 (523).
    pub behavior: &'t str,
    /// Histology ICD-O-2 (420), read for diagnoses before 2001.
    pub histology_icdo2: &'t str,
    /// Behavior ICD-O-2 (430), read for diagnoses before 2001.
    pub behavior_icdo2: &'t str,
    /// Laterality (410).
    pub laterality: &'t str,
    /// Date of diagnosis (390).
    pub diagnosis: DateTexts<'t>,
}

/// A tumor as the multiple primary rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeerTumor {
    /// The topography code's digits: 509 for C50.9.
    pub(super) site: u16,
    pub(super) histology: u16,
    pub(super) behavior: u8,
    /// The code; a blank where it is none of the standard's.
    pub(super) laterality: u8,
    /// As far as it is known; a day without a month is not.
    pub(super) diagnosis: PartialDate,
    is_valid: bool,
}

impl SeerTumor {
    /// Reads a tumor. Codes of ICD-O-2 are taken for a diagnosis before 2001, where they are valid.
    #[must_use]
    pub fn new(texts: &SeerTumorTexts<'_>) -> Self {
        let year = digits(texts.diagnosis.year, 4).and_then(|year| i32::try_from(year).ok());
        let before_icdo3 = year.is_some_and(|year| year < 2001);
        let pick = |older: Option<u32>, newer: Option<u32>| if before_icdo3 { older.or(newer) } else { newer };
        let histology = pick(histology(texts.histology_icdo2), histology(texts.histology));
        let behavior = pick(behavior(texts.behavior_icdo2), behavior(texts.behavior));
        let site = site(texts.site);
        let narrow = |number: Option<u32>| number.and_then(|number| u16::try_from(number).ok()).unwrap_or(0);
        Self {
            site: narrow(site),
            histology: narrow(histology),
            behavior: behavior.and_then(|digit| u8::try_from(digit).ok()).unwrap_or(9),
            laterality: match texts.laterality.trim().as_bytes() {
                [code @ (b'0'..=b'5' | b'9')] => *code,
                _ => b' ',
            },
            diagnosis: diagnosis(year, texts.diagnosis.month, texts.diagnosis.day),
            is_valid: site.is_some() && histology.is_some() && behavior.is_some() && year.is_some(),
        }
    }

    /// Whether the rules can be asked: site, histology and behavior are codes of the standard, the site is known and
    /// the tumor diagnosed no later than this year.
    #[must_use]
    pub fn is_valid(&self, current_year: i32) -> bool {
        self.is_valid && self.year() <= current_year
    }

    pub(super) fn year(&self) -> i32 {
        self.diagnosis.year().unwrap_or(i32::MAX)
    }

    pub(super) fn is_in_situ(&self) -> bool {
        self.behavior == 2
    }

    pub(super) fn is_malignant(&self) -> bool {
        self.behavior == 3
    }

    /// Whether this is the histology with this behavior.
    pub(super) fn is(&self, histology: u16, behavior: u8) -> bool {
        (self.histology, self.behavior) == (histology, behavior)
    }

    /// The topography code's category: 50 for C50.9.
    pub(super) fn category(&self) -> u16 {
        self.site / 10
    }
}

/// Digits only, at most this many.
fn digits(text: &str, most: usize) -> Option<u32> {
    let text = text.trim();
    let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn site(text: &str) -> Option<u32> {
    let number = text.trim().strip_prefix('C').filter(|number| number.len() == 3);
    number.and_then(|number| digits(number, 3)).filter(|site| *site != 809)
}

fn histology(text: &str) -> Option<u32> {
    digits(text, 4).filter(|histology| (8000..=9999).contains(histology))
}

fn behavior(text: &str) -> Option<u32> {
    digits(text, 1).filter(|behavior| matches!(behavior, 0..=3 | 6))
}

fn diagnosis(year: Option<i32>, month: &str, day: &str) -> PartialDate {
    let Some(year) = year else { return PartialDate::Absent(crate::Absence::Unknown) };
    let Some(month) = digits(month, 2).filter(|month| (1..=12).contains(month)) else { return PartialDate::Year(year) };
    let day = digits(day, 2).and_then(|day| Day::from_ymd(year, month, day));
    day.map_or(PartialDate::Month(year, month), PartialDate::Day)
}
