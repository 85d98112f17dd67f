//! The passes and their keys.

use crate::dictionary::Dictionary;
use crate::records::Record;

/// What a pass looks at. A record in which a part is missing is in no block of the pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Ssn,
    SsnLastFour,
    Dob,
    BirthYear,
    BirthDay,
    Sex,
    First,
    FirstSound,
    FirstInitial,
    MiddleInitial,
    Last,
    LastSound,
    LastInitial,
    /// Sounds of first name and surname in either order.
    NameSounds,
    Phone,
    Zip,
    House,
}

/// A blocking pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pass {
    pub name: &'static str,
    parts: &'static [Part],
    /// Blocks that are larger say nothing: the pass is for what is rare.
    pub rare_only: bool,
}

const fn pass(name: &'static str, parts: &'static [Part]) -> Pass {
    Pass { name, parts, rare_only: false }
}

const fn rare(name: &'static str, parts: &'static [Part]) -> Pass {
    Pass { name, parts, rare_only: true }
}

use Part::{
    BirthDay, BirthYear, Dob, First, FirstInitial, FirstSound, House, Last, LastInitial, LastSound, MiddleInitial,
    NameSounds, Phone, Sex, Ssn, SsnLastFour, Zip,
};

/// The number of passes.
pub(crate) const PASSES: usize = 20;

/// Every pass, those that find most matches for few pairs first.
pub(crate) const ALL: [Pass; PASSES] = [
    pass("ssn", &[Ssn]),
    pass("dob + sound of first name", &[Dob, FirstSound]),
    pass("last four of ssn + birth year", &[SsnLastFour, BirthYear]),
    pass("dob + sound of surname", &[Dob, LastSound]),
    pass("phone", &[Phone]),
    pass("sounds of both names + birth year", &[NameSounds, BirthYear]),
    pass("house + sound of first name", &[House, FirstSound]),
    pass("surname + zip + first initial", &[Last, Zip, FirstInitial]),
    pass("sound of first name + surname's + month and day", &[FirstSound, LastSound, BirthDay]),
    pass("last four of ssn + sound of first name", &[SsnLastFour, FirstSound]),
    rare("both names, rare", &[First, Last]),
    rare("sounds of both names + middle initial, rare", &[NameSounds, MiddleInitial]),
    rare("surname + both initials, rare", &[Last, FirstInitial, MiddleInitial]),
    rare("house, rare", &[House]),
    rare("sound of first name + zip, rare", &[FirstSound, Zip]),
    rare("surname, rare", &[Last]),
    pass("dob + first initial", &[Dob, FirstInitial]),
    pass("dob + initial of surname", &[Dob, LastInitial]),
    pass("dob + sex", &[Dob, Sex]),
    rare("dob, rare", &[Dob]),
];

pub(super) fn is_rare_only(pass: usize) -> bool {
    ALL.get(pass).is_some_and(|pass| pass.rare_only)
}

/// A key that no record has.
pub(super) const NO_KEY: u32 = u32::MAX;

/// The keys of a record by pass, 0 for none.
pub(crate) type Keys = [u32; PASSES];

fn mix(hash: u64, value: u32) -> u64 {
    let x = (hash ^ u64::from(value)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^ x >> 29
}

/// The keys of a record.
pub(crate) fn keys(names: &Dictionary, record: &Record) -> Keys {
    let first = names.facts(record.first);
    let last = names.facts(record.last);
    let fold = |number: u64| (number ^ number >> 32) as u32;
    let known = |is_known: bool, value: u32| if is_known { value.max(1) } else { 0 };
    let part = |part: Part| match part {
        Ssn => fold(record.ssn.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        SsnLastFour => record.ssn4,
        Dob => known(record.has_full_dob(), record.dob),
        BirthYear => record.birth_year(),
        BirthDay => known(record.has_full_dob(), record.dob & 0xffff),
        Sex => record.sex.into(),
        First => record.first,
        FirstSound => known(record.first != 0, first.formal_sound),
        FirstInitial => first.initial,
        MiddleInitial => names.facts(record.middle).initial,
        Last => record.last,
        LastInitial => last.initial,
        LastSound => known(record.last != 0, last.sound),
        NameSounds => {
            let (a, b) = (known(record.first != 0, first.formal_sound), known(record.last != 0, last.sound));
            if a == 0 || b == 0 { 0 } else { mix(mix(1, a.min(b)), a.max(b)) as u32 | 1 }
        }
        Phone => fold(record.phone.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        Zip => record.zip,
        House => known(
            record.street != 0 && record.number != 0 && !record.is_box,
            mix(mix(1, record.street), record.number) as u32,
        ),
    };
    ALL.map(|pass| {
        let mut hash = 0;
        for &wanted in pass.parts {
            match part(wanted) {
                0 => return 0,
                value => hash = mix(hash, value),
            }
        }
        ((hash ^ hash >> 32) as u32).clamp(1, NO_KEY - 1)
    })
}
