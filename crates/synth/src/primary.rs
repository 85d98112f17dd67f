//! A primary as it truly is, before anybody abstracts it.

use crate::cancers::{Cancer, Morphology, Staging};
use crate::chance::{Chance, Draw, Lottery};
use crate::treatment::Treatment;
use crate::{Day, SynthSpec};

/// How a tumor came to the registry, where not by a living patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Patient,
    AutopsyOnly,
    DeathCertificateOnly,
}

/// One primary.
#[derive(Debug)]
pub(crate) struct Primary<'a> {
    pub(crate) chance: Chance,
    pub(crate) cancer: &'a Cancer,
    pub(crate) site: &'static str,
    pub(crate) histology: u32,
    pub(crate) behavior: u8,
    pub(crate) diagnosed: Day,
    /// Completed years, by the true date of birth.
    pub(crate) age: i32,
    pub(crate) laterality: u8,
    /// SEER summary stage 2018: 0, 1, 2, 3, 4, 7, 8 (benign) or 9.
    pub(crate) stage: u8,
    /// Grade of diagnoses up to 2017: 1 to 6, 8 or 9.
    pub(crate) grade: u8,
    pub(crate) confirmation: u8,
    pub(crate) source: Source,
    /// Millimetres; 999 where there is none.
    pub(crate) size: u32,
    /// Metastases in bone, brain, distant nodes, liver, lung, elsewhere.
    pub(crate) mets: [bool; 6],
    pub(crate) treatment: Treatment,
}

impl<'a> Primary<'a> {
    /// A primary without its treatment, which depends on how long the person lives.
    pub(crate) fn new(chance: Chance, cancer: &'a Cancer, morphology: Morphology, diagnosed: Day, age: i32) -> Self {
        let mut primary = Self {
            chance,
            cancer,
            site: morphology.site,
            histology: in_force(morphology.histology, diagnosed.year()),
            behavior: morphology.behavior,
            diagnosed,
            age,
            laterality: 0,
            stage: 9,
            grade: 9,
            confirmation: 1,
            source: Source::Patient,
            size: 999,
            mets: [false; 6],
            treatment: Treatment::default(),
        };
        primary.laterality = primary.draw_laterality();
        primary.stage = primary.draw_stage();
        primary.grade = primary.draw_grade();
        primary.confirmation = primary.draw_confirmation();
        primary.size = primary.draw_size();
        primary.draw_mets();
        primary
    }

    /// Turns it into one that only a death certificate told of.
    pub(crate) fn known_from_death_certificate(&mut self) {
        self.source = Source::DeathCertificateOnly;
        self.histology = 8000;
        self.stage = 9;
        self.grade = 9;
        self.confirmation = 9;
        self.size = 999;
        self.mets = [false; 6];
        if self.laterality != 0 {
            self.laterality = 9;
        }
    }

    pub(crate) fn known_from_autopsy(&mut self) {
        self.source = Source::AutopsyOnly;
        self.confirmation = 1;
        if self.histology == 8000 {
            self.histology = 8010;
        }
    }

    /// Draws its treatment, for a patient who can be treated until `end`. Who operates, or gives chemotherapy, has tissue.
    pub(crate) fn treat(&mut self, end: Day) {
        self.treatment = Treatment::new(self, end);
        let has_tissue = self.treatment.surgery.is_some() || self.treatment.chemo.is_some();
        if has_tissue && self.histology == 8000 && self.source == Source::Patient {
            // Glioma of the nervous system, else carcinoma, not further specified.
            self.histology = if self.is_site(&["C70", "C71", "C72"]) { 9380 } else { 8010 };
            self.confirmation = 1;
        }
    }

    /// Whether death certificates alone tell of such tumors often enough.
    pub(crate) fn may_be_death_certificate_only(&self) -> bool {
        const KINDS: [&str; 11] = [
            "lung", "pancreas", "colon", "breast", "prostate", "liver", "unknown", "stomach", "rectum", "kidney",
            "bladder",
        ];
        self.behavior == 3 && KINDS.contains(&self.cancer.name)
    }

    pub(crate) fn year(&self) -> i32 {
        self.diagnosed.year()
    }

    /// Bone marrow and blood, where there is neither size nor surgery.
    pub(crate) fn is_marrow(&self) -> bool {
        self.site.starts_with("C42") && self.site != "C422"
    }

    pub(crate) fn is_benign(&self) -> bool {
        self.behavior < 2
    }

    pub(crate) fn is_site(&self, categories: &[&str]) -> bool {
        categories.iter().any(|category| self.site.starts_with(category))
    }

    fn draw_laterality(&self) -> u8 {
        let right_or_left = || 1 + u8::from(self.chance.happens(Draw::Laterality, 0.495));
        if is_paired(self.site) {
            let u = self.chance.unit(Draw::Laterality);
            return match self.site {
                "C569" if self.histology < 8590 && u > 0.82 => 4,
                _ => right_or_left(),
            };
        }
        if is_paired_since_2004(self.site) && self.year() >= 2004 {
            let midline = self.site != "C723" && self.chance.happens(Draw::Subsite, 0.07);
            return if midline { 5 } else { right_or_left() };
        }
        0
    }

    fn draw_stage(&self) -> u8 {
        if self.is_benign() {
            return 8;
        }
        if self.behavior == 2 {
            return 0;
        }
        let shares = match self.cancer.staging {
            Staging::Systemic => return 7,
            Staging::Benign => return 8,
            Staging::Solid(shares) => shares,
        };
        if self.site == "C809" {
            return 9;
        }
        match self.chance.weighted(Draw::Stage, &shares) {
            0 => 1,
            1 => [2, 3, 4][self.chance.weighted(Draw::StageDetail, &self.regional_kinds())],
            2 => 7,
            _ => 9,
        }
    }

    /// Regional by extension, by nodes, by both.
    fn regional_kinds(&self) -> [u32; 3] {
        match self.cancer.name {
            "breast" | "thyroid" | "testis" => [4, 88, 8],
            "colon" | "rectum" | "lung" | "stomach" => [30, 30, 40],
            "prostate" | "brain" | "glioblastoma" | "kidney" | "bladder" | "corpus" => [84, 8, 8],
            "nhl" | "hodgkin" => [100, 0, 0],
            _ => [45, 35, 20],
        }
    }

    fn draw_grade(&self) -> u8 {
        if self.is_benign() {
            return 9;
        }
        // Undifferentiated and anaplastic carcinoma are what they are called.
        if matches!(self.histology, 8020 | 8021) {
            return 4;
        }
        if self.histology >= 9590 {
            return match self.cancer.name {
                "all" | "cll" | "nhl" => [6, 5, 9, 8][self.chance.weighted(Draw::Grade, &[72, 8, 19, 1])],
                "myeloma" => [6, 9][self.chance.weighted(Draw::Grade, &[20, 80])],
                _ => 9,
            };
        }
        let [a, b, c, d] = self.cancer.grades;
        let rest = 100_u32.saturating_sub(a + b + c + d);
        [1, 2, 3, 4, 9][self.chance.weighted(Draw::Grade, &[a, b, c, d, rest])]
    }

    fn draw_confirmation(&self) -> u8 {
        let pick = |codes: &[u8], weights: &[u32]| {
            codes.get(self.chance.weighted(Draw::Confirmation, weights)).copied().unwrap_or(1)
        };
        match self.histology {
            8000 => pick(&[7, 8, 5, 6], &[66, 22, 7, 5]),
            8170 => pick(&[1, 2, 7, 5], &[66, 6, 24, 4]),
            9530 | 9380 => pick(&[1, 7], &[52, 48]),
            9732 => pick(&[1, 5], &[94, 6]),
            9590.. if self.year() >= 2010 => pick(&[1, 3, 2], &[48, 49, 3]),
            9590.. => pick(&[1, 2], &[97, 3]),
            _ if self.behavior == 2 => 1,
            _ => pick(&[1, 2, 4], &[93, 6, 1]),
        }
    }

    fn draw_size(&self) -> u32 {
        if self.is_marrow() || self.is_site(&["C77", "C80"]) || self.chance.happens(Draw::Missing, 0.12) {
            return 999;
        }
        // What the standard holds plausible for the site, with some margin.
        let largest = if self.is_site(&["C69"]) {
            18
        } else if self.is_site(&["C18", "C34", "C22", "C25", "C64", "C56", "C54", "C49", "C48", "C38"]) {
            95
        } else if self.is_site(&["C0", "C30", "C31", "C32"]) {
            55
        } else {
            68
        };
        let median = match self.stage {
            0 => 9.0,
            1 => 19.0,
            2..=4 => 32.0,
            7 => 44.0,
            _ => 24.0,
        };
        let spread = libm::exp(1.1 * (self.chance.unit(Draw::Size) + self.chance.unit(Draw::Value) - 1.0));
        ((median * spread) as u32).clamp(2, largest)
    }

    fn draw_mets(&mut self) {
        if self.stage != 7 || self.cancer.is_hematopoietic() {
            return;
        }
        const USUAL: [f64; 6] = [0.34, 0.14, 0.22, 0.34, 0.30, 0.18];
        for (index, (met, share)) in self.mets.iter_mut().zip(USUAL).enumerate() {
            *met = self.chance.child(40 + index as u64).happens(Draw::Mets, share);
        }
        let own = if self.is_site(&["C34"]) {
            Some(4)
        } else if self.is_site(&["C22"]) {
            Some(3)
        } else {
            None
        };
        if let Some(met) = own.and_then(|own| self.mets.get_mut(own)) {
            *met = false;
        }
        if !self.mets.contains(&true) {
            self.mets[5] = true;
        }
    }
}

/// The code that a morphology had in the year of diagnosis: some of lymphomas and leukemias were given up in 2010 (SEER
/// Hematopoietic and Lymphoid Neoplasm Database), when that of B lymphoblastic leukemia was new.
fn in_force(histology: u32, year: i32) -> u32 {
    match histology {
        9811 if year < 2010 => 9836,
        9670 if year >= 2010 => 9823,
        9675 if year >= 2010 => 9690,
        9684 if year >= 2010 => 9680,
        9835 | 9836 if year >= 2010 => 9811,
        9960 if year >= 2010 => 9975,
        9975 if year < 2010 => 9960,
        other => other,
    }
}

/// Years of diagnosis: counts rise by half over 25 years, and fell by a tenth in 2020.
pub(crate) fn diagnosis_years(spec: &SynthSpec) -> Lottery<i32> {
    Lottery::new((spec.first_year..=spec.last_year).map(|year| {
        let trend = u32::try_from(1000 + (year - 2000) * 20).unwrap_or(1000);
        (year, if year == 2020 { trend * 9 / 10 } else { trend })
    }))
}

/// A day of diagnosis.
pub(crate) fn diagnosis_day(chance: Chance, years: &Lottery<i32>, study_end: Day) -> Day {
    let year = years.draw(chance, Draw::Year).copied().unwrap_or_else(|| study_end.year());
    let last = Day::new(year, 12, 31).min(study_end);
    Day(chance.between(Draw::DayOfYear, Day::new(year, 1, 1).0, last.0))
}

/// Sites of the standard's list of paired organs.
pub(crate) fn is_paired(site: &str) -> bool {
    const PAIRED: [&str; 46] = [
        "C079", "C080", "C081", "C090", "C091", "C098", "C099", "C300", "C301", "C310", "C312", "C340", "C341", "C342",
        "C343", "C348", "C349", "C384", "C400", "C401", "C402", "C403", "C413", "C414", "C441", "C442", "C443", "C445",
        "C446", "C447", "C471", "C472", "C491", "C492", "C569", "C570", "C620", "C621", "C629", "C630", "C631", "C649",
        "C659", "C669", "C754", "C444",
    ];
    PAIRED.contains(&site) || ["C50", "C69", "C74"].iter().any(|category| site.starts_with(category))
}

/// Sites of the central nervous system that have a side from diagnoses of 2004 on.
fn is_paired_since_2004(site: &str) -> bool {
    matches!(site, "C700" | "C710" | "C711" | "C712" | "C713" | "C714" | "C722" | "C723" | "C724" | "C725")
}
