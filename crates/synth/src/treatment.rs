//! The first course of treatment.

use crate::Day;
use crate::Error;
use crate::chance::Draw;
use crate::primary::{Primary, Source};

const SURGERY: &str = include_str!("../data/surgery.csv");

/// What was done about a primary, and when; nothing after death or the end of the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Treatment {
    /// How extensive (0 limited, 1 standard, 2 extensive), and when.
    pub(crate) surgery: Option<(u8, Day)>,
    /// Scope of regional lymph node surgery: 0, 2, 4 or 5.
    pub(crate) node_scope: u8,
    /// `rxSummRadiation`: 1 beam, 2 implants, 3 isotopes.
    pub(crate) radiation: Option<(u8, Day)>,
    /// `rxSummChemo`: 1 to 3.
    pub(crate) chemo: Option<(u8, Day)>,
    pub(crate) hormone: Option<Day>,
    pub(crate) immuno: Option<Day>,
    /// `regionalNodesExamined` and `regionalNodesPositive`.
    pub(crate) nodes_examined: u8,
    pub(crate) nodes_positive: u8,
    /// Why there was none: 1 not planned, 2 contraindicated, 6, 7 refused; 0 where there was.
    pub(crate) no_surgery: u8,
    pub(crate) no_radiation: u8,
    /// 0 or the codes 82, 86, 87 where there was none.
    pub(crate) no_chemo: u8,
    /// Watched instead of treated.
    pub(crate) surveillance: bool,
}

impl Treatment {
    /// Draws the treatment of a primary whose patient can be treated until `end`.
    pub(crate) fn new(primary: &Primary<'_>, end: Day) -> Self {
        let mut treatment = Self { nodes_examined: 99, nodes_positive: 99, ..Self::default() };
        if primary.source != Source::Patient {
            (treatment.no_surgery, treatment.no_radiation) = (9, 9);
            return treatment;
        }
        let chance = primary.chance;
        let stage = match primary.stage {
            0 | 1 | 8 => 0,
            7 => 2,
            _ => 1,
        };
        let frailty = 1.0 - 0.015 * f64::from((primary.age - 72).clamp(0, 30));
        let in_situ = if primary.behavior == 2 { 0.6 } else { 1.0 };
        let given = |draw, percent: u32, factor: f64| chance.happens(draw, f64::from(percent) / 100.0 * factor);
        let cancer = primary.cancer;
        let first = |days: i32, spread: i32, draw| primary.diagnosed.plus(days + chance.between(draw, 0, spread));
        let before_end = |day: Day| (day <= end).then_some(day);

        let surgery = !primary.is_marrow()
            && !primary.is_site(&["C76", "C80"])
            && given(Draw::Surgery, cancer.surgery[stage], frailty);
        let radiation = given(Draw::Radiation, cancer.radiation[stage], in_situ * frailty);
        let chemo = primary.behavior == 3 && given(Draw::Chemo, cancer.chemo[stage], frailty);
        let neoadjuvant = surgery
            && stage == 1
            && (radiation || chemo)
            && chance
                .happens(Draw::Neoadjuvant, if matches!(cancer.name, "rectum" | "esophagus") { 0.7 } else { 0.12 });

        if surgery {
            let weights = if primary.behavior == 2 { [70, 28, 2] } else { [27, 60, 13] };
            let extent = u8::try_from(chance.weighted(Draw::SurgeryKind, &weights)).unwrap_or(0);
            let day = if neoadjuvant { first(125, 40, Draw::SurgeryDay) } else { first(0, 62, Draw::SurgeryDay) };
            treatment.surgery = before_end(day).map(|day| (extent, day));
        }
        if radiation {
            let kind = match cancer.name {
                "thyroid" => 3,
                "prostate" | "cervix" | "corpus" | "eye" if chance.happens(Draw::RadiationKind, 0.35) => 2,
                _ => 1,
            };
            let day = if neoadjuvant { first(20, 30, Draw::RadiationDay) } else { first(70, 80, Draw::RadiationDay) };
            treatment.radiation = before_end(day).map(|day| (kind, day));
        }
        if chemo {
            let kind = [2, 3, 1][chance.weighted(Draw::ChemoKind, &[36, 58, 6])];
            let day = if neoadjuvant { first(15, 20, Draw::ChemoDay) } else { first(18, 75, Draw::ChemoDay) };
            treatment.chemo = before_end(day).map(|day| (kind, day));
        }
        if primary.behavior == 3 && given(Draw::Hormone, cancer.hormone, frailty) {
            treatment.hormone = before_end(first(80, 90, Draw::HormoneDay));
        }
        // Immunotherapy became common after 2010.
        let era = (f64::from(primary.year() - 2000) / 15.0).clamp(0.1, 1.3);
        if primary.behavior == 3 && given(Draw::Immuno, cancer.immuno, era * frailty) {
            treatment.immuno = before_end(first(30, 90, Draw::ImmunoDay));
        }
        treatment.draw_nodes(primary);
        treatment.draw_reasons(primary);
        treatment
    }

    fn draw_nodes(&mut self, primary: &Primary<'_>) {
        if primary.cancer.is_hematopoietic()
            || primary.is_site(&["C42", "C70", "C71", "C72", "C75", "C76", "C77", "C80"])
        {
            return;
        }
        (self.nodes_examined, self.nodes_positive) = (0, 98);
        let Some((extent, _)) = self.surgery else { return };
        let chance = primary.chance;
        let sampled = match primary.cancer.name {
            "breast" | "melanoma" if primary.behavior == 3 => 0.85,
            "colon" | "rectum" | "stomach" | "pancreas" | "lung" | "corpus" | "ovary" | "cervix" if extent > 0 => 0.8,
            "bladder" | "prostate" | "thyroid" | "kidney" if extent > 1 => 0.6,
            _ => 0.15,
        };
        if primary.behavior == 2 || !(chance.happens(Draw::NodesExamined, sampled) || matches!(primary.stage, 3 | 4)) {
            return;
        }
        let most = match primary.cancer.name {
            "breast" | "melanoma" if extent < 2 => 4,
            "colon" | "rectum" | "stomach" => 28,
            _ => 14,
        };
        let examined = 1 + chance.below(Draw::Index, most);
        let positive = match primary.stage {
            3 | 4 => 1 + chance.below(Draw::NodesPositive, examined.min(6)),
            7 => chance.below(Draw::NodesPositive, examined.min(8) + 1),
            _ => 0,
        };
        self.node_scope = match examined {
            1..=4 if most == 4 => 2,
            1..=3 => 4,
            _ => 5,
        };
        self.nodes_examined = u8::try_from(examined).unwrap_or(99);
        self.nodes_positive = u8::try_from(positive.min(examined)).unwrap_or(99);
    }

    fn draw_reasons(&mut self, primary: &Primary<'_>) {
        let chance = primary.chance;
        let reason = |place: u64| [1, 2, 6, 7][chance.child(60 + place).weighted(Draw::Reason, &[88, 6, 2, 4])];
        if self.surgery.is_none() {
            self.no_surgery = if primary.is_marrow() { 1 } else { reason(0) };
        }
        if self.radiation.is_none() {
            self.no_radiation = reason(1);
        }
        if self.chemo.is_none() {
            self.no_chemo = [0, 82, 86, 87][chance.child(62).weighted(Draw::Reason, &[92, 3, 2, 3])];
        }
        self.surveillance = !self.any()
            && (matches!(primary.cancer.name, "prostate" | "cll") || primary.is_benign())
            && chance.happens(Draw::Status, 0.6);
    }

    fn days(&self) -> [Option<Day>; 5] {
        [
            self.surgery.map(|surgery| surgery.1),
            self.radiation.map(|radiation| radiation.1),
            self.chemo.map(|chemo| chemo.1),
            self.hormone,
            self.immuno,
        ]
    }

    /// Whether anything was done.
    pub(crate) fn any(&self) -> bool {
        self.first().is_some()
    }

    /// The first day of it.
    pub(crate) fn first(&self) -> Option<Day> {
        self.days().into_iter().flatten().min()
    }

    /// The day the last part of it began.
    pub(crate) fn last(&self) -> Option<Day> {
        self.days().into_iter().flatten().max()
    }

    /// The first day of chemotherapy, hormones or immunotherapy.
    pub(crate) fn systemic(&self) -> Option<Day> {
        [self.chemo.map(|chemo| chemo.1), self.hormone, self.immuno].into_iter().flatten().min()
    }

    /// `rxSummSurgRadSeq`: 0, 2 radiation first, 3 surgery first.
    pub(crate) fn radiation_sequence(&self) -> u8 {
        match (self.surgery, self.radiation) {
            (Some((_, surgery)), Some((_, radiation))) => 2 + u8::from(radiation >= surgery),
            _ => 0,
        }
    }

    /// `rxSummSystemicSurSeq`: 0, 2 systemic first, 3 surgery first, 4 both before and after.
    pub(crate) fn systemic_sequence(&self) -> u8 {
        let Some((_, surgery)) = self.surgery else { return 0 };
        let days = || [self.chemo.map(|chemo| chemo.1), self.hormone, self.immuno].into_iter().flatten();
        match (days().any(|day| day < surgery), days().any(|day| day >= surgery)) {
            (false, false) => 0,
            (true, false) => 2,
            (false, true) => 3,
            (true, true) => 4,
        }
    }
}

/// Surgery codes of the primary site, by topography and year.
#[derive(Debug)]
pub(crate) struct SurgeryCodes {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    from: &'static str,
    to: &'static str,
    /// Up to 2022, 2023, from 2024: limited, standard, extensive.
    codes: [[&'static str; 3]; 3],
}

impl SurgeryCodes {
    pub(crate) fn read() -> Result<Self, Error> {
        let lines = SURGERY.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        let rows = lines.map(|(index, line)| {
            surgery_row(line).ok_or(Error::Table { table: "surgery.csv", line: index + 1, found: "not a row of codes" })
        });
        Ok(Self { rows: rows.collect::<Result<_, _>>()? })
    }

    /// The code of what was done about a primary: two digits for diagnoses up to 2022, else a letter and three digits.
    pub(crate) fn code(&self, primary: &Primary<'_>) -> &'static str {
        match (primary.treatment.surgery, self.codes(primary)) {
            (Some((extent, _)), Some(codes)) => codes.get(usize::from(extent)).copied().unwrap_or(codes[1]),
            _ => self.none(primary),
        }
    }

    /// The code of no surgery, or of a site that has none.
    pub(crate) fn none(&self, primary: &Primary<'_>) -> &'static str {
        let by_digits = primary.year() < 2023;
        if primary.is_marrow() || primary.is_site(&["C76", "C80"]) {
            return if by_digits { "98" } else { "A980" };
        }
        match self.codes(primary) {
            _ if by_digits => "00",
            Some(codes) if codes[0].starts_with('B') => "B000",
            _ => "A000",
        }
    }

    fn codes(&self, primary: &Primary<'_>) -> Option<&[&'static str; 3]> {
        let row = self.rows.iter().find(|row| row.from <= primary.site && primary.site <= row.to)?;
        row.codes.get(usize::from(primary.year() >= 2023) + usize::from(primary.year() >= 2024))
    }
}

fn surgery_row(line: &'static str) -> Option<Row> {
    let [sites, to_2022, in_2023, since_2024] = line.split(',').collect::<Vec<_>>().try_into().ok()?;
    let (from, to) = sites.split_once('-')?;
    let codes = |text: &'static str| text.split('/').collect::<Vec<_>>().try_into().ok();
    Some(Row { from, to, codes: [codes(to_2022)?, codes(in_2023)?, codes(since_2024)?] })
}
