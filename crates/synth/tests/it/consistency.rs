//! Items of clean records agree with each other, as the edits of the standard setters ask.

use naaccr::{Patient, RecordType, Tumor, Version};
use synth::{Generator, SynthSpec};

use crate::{for_each, generator, of_patient, of_tumor};

#[test]
fn items_of_clean_records_agree() {
    for version in [Version::V160, Version::V220, Version::V250] {
        let spec = SynthSpec {
            tumors: 8000,
            facilities: 6,
            states: 6,
            version,
            record_type: RecordType::Abstract,
            ..SynthSpec::default()
        };
        let generator = generator(&spec);
        let mut checked = 0;
        for_each(&generator, |_, patient, _| {
            check_patient(&generator, patient);
            for tumor in patient.tumors() {
                let record = Record { generator: &generator, patient, tumor };
                record.check_dates();
                record.check_diagnosis();
                record.check_stage();
                record.check_treatment();
                checked += 1;
            }
        });
        assert!(checked > 8000);
    }
}

fn check_patient(generator: &Generator, patient: &Patient) {
    let own = |number| of_patient(generator, patient, number);
    let alive = own(1760) == "1";
    assert_eq!(alive, own(1910) == "0000");
    assert_eq!(alive, own(1920) == "0");
    assert_eq!(alive, own(1930) == "0");
    assert!(!alive || own(1944).is_empty());
    let cause = own(1910);
    assert!(!(own(220) == "1" && ("C51".."C59").contains(&cause)), "{cause}");
    assert!(!(own(220) == "2" && ("C60".."C64").contains(&cause)), "{cause}");
    let races = [160, 161, 162, 163, 164].map(own);
    assert!(races[0] != "88" && races[1..].windows(2).all(|pair| pair[0] != "88" || pair[1] == "88"), "{races:?}");
    // Sequence numbers count the malignant from 01, the others from 61; one alone is 00 or 60.
    let sequences = |benign: bool| -> Vec<u32> {
        let of_kind = patient.tumors().filter(|tumor| matches!(of_tumor(generator, tumor, 523), "0" | "1") == benign);
        of_kind.map(|tumor| of_tumor(generator, &tumor, 380).parse().unwrap()).collect()
    };
    for (base, found) in [(0, sequences(false)), (60, sequences(true))] {
        let wanted: Vec<_> = if found.len() == 1 { vec![base] } else { (base + 1..).take(found.len()).collect() };
        assert_eq!(found, wanted);
    }
}

struct Record<'a> {
    generator: &'a Generator,
    patient: &'a Patient,
    tumor: Tumor<'a>,
}

impl<'a> Record<'a> {
    fn of(&self, number: u32) -> &'a str {
        of_tumor(self.generator, &self.tumor, number)
    }

    fn own(&self, number: u32) -> &'a str {
        of_patient(self.generator, self.patient, number)
    }

    fn year(&self) -> i32 {
        self.of(390)[..4].parse().unwrap()
    }

    fn check_dates(&self) {
        let (birth, diagnosed, contact) = (self.own(240), self.of(390), self.own(1750));
        let known = birth.len();
        assert!(birth <= &diagnosed[..known]);
        assert!(diagnosed <= contact && contact <= "20241231");
        let age: i32 = self.of(230).parse().unwrap();
        if known == 8 {
            let years = self.year() - birth[..4].parse::<i32>().unwrap();
            assert_eq!(age, years - i32::from(diagnosed[4..] < birth[4..]));
        }
        assert!(age <= 100 || age == 999 && known == 0);
        let first = self.of(1260);
        for number in [1200, 1210, 1220, 1230, 1240, 3170, 3180, 3220, 3230] {
            let day = self.of(number);
            assert!(day.is_empty() || diagnosed <= day && day <= contact && first <= day, "item {number}");
            if self.generator.spec().version <= Version::V220 {
                assert_eq!(day.is_empty(), !self.of(number + 1).is_empty(), "flag of item {number}");
            }
        }
    }

    fn check_diagnosis(&self) {
        let (site, behavior, laterality) = (self.of(400), self.of(523), self.of(410));
        let histology: u32 = self.of(522).parse().unwrap();
        match self.own(220) {
            "1" => assert!(!("C51".."C59").contains(&site)),
            "2" => assert!(!("C60".."C64").contains(&site)),
            other => assert_eq!(other, "9"),
        }
        let never_paired = ["C61", "C18", "C42", "C67", "C25", "C73", "C80", "C77"];
        let always_paired = ["C50", "C64", "C62", "C34"];
        assert!(!never_paired.iter().any(|category| site.starts_with(category)) || laterality == "0", "{site}");
        assert!(!always_paired.iter().any(|category| site.starts_with(category)) || laterality != "0", "{site}");
        let source = self.of(500);
        assert_eq!(source == "7", self.of(610) == "49");
        assert_eq!(source == "6", self.of(610) == "38");
        if matches!(source, "6" | "7") {
            assert_eq!((self.of(390), self.own(1760)), (self.own(1750), "0"));
        }
        if behavior == "2" {
            assert!(matches!(self.of(490), "1" | "2" | "3" | "4"));
        }
        if self.of(490) == "3" {
            assert!(histology >= 9590 && self.year() >= 2010);
        }
        if matches!(behavior, "0" | "1") {
            assert!(self.year() >= 2004 && site.starts_with("C7"));
        }
    }

    fn check_stage(&self) {
        let (behavior, year) = (self.of(523), self.year());
        assert_eq!(!self.of(764).is_empty(), year >= 2018);
        assert_eq!(!self.of(759).is_empty(), (2001..=2017).contains(&year));
        assert_eq!(!self.of(760).is_empty(), year < 2001);
        assert_eq!(!self.of(440).is_empty(), year < 2018);
        let stage = [764, 759, 760].map(|number| self.of(number)).concat();
        assert_eq!(behavior == "2", stage == "0");
        let (positive, examined): (u32, u32) = (self.of(820).parse().unwrap(), self.of(830).parse().unwrap());
        assert!(examined > 90 || positive <= examined || positive == 98 && examined == 0);
        if matches!(stage.as_str(), "1" | "2") {
            assert!(!(1..=95).contains(&positive));
        }
        let met = [1112, 1113, 1114, 1115, 1116, 1117].iter().any(|&number| self.of(number) == "1");
        assert!(!met || stage == "7");
        let specific = !self.of(3827).is_empty();
        assert!(!self.of(400).starts_with("C50") || self.of(522) >= "9590" || year < 2018 || specific);
        assert!(self.of(3920).is_empty() || self.of(400) == "C619");
    }

    fn check_treatment(&self) {
        let surgery = if self.year() < 2023 { self.of(1290) } else { self.of(1291) };
        let operated = !matches!(surgery, "00" | "98" | "A000" | "B000" | "A980");
        assert_eq!(operated, !self.of(1200).is_empty(), "{surgery}");
        assert_eq!(operated, self.of(1340) == "0");
        let radiated = matches!(self.of(1360), "1" | "2" | "3" | "4" | "5");
        assert_eq!(radiated, !self.of(1210).is_empty());
        assert_eq!(radiated, self.of(1430) == "0");
        assert_eq!(operated && radiated, self.of(1380) != "0");
        let given = |code, date| {
            let given = matches!(self.of(code), "01" | "02" | "03");
            assert_eq!(given, !self.of(date).is_empty(), "item {code}");
            given
        };
        let systemic = [given(1390, 1220), given(1400, 1230), given(1410, 1240)].contains(&true);
        assert_eq!(operated && systemic, self.of(1639) != "0");
        match self.of(1285) {
            "1" => assert!(operated || radiated || systemic),
            _ => assert!(!(operated || radiated || systemic)),
        }
    }
}
