//! Keyed filters of what must not be shared.

use linkage::{Error, TokenField, Tokenizer};

use crate::linking::persons;

const LINES: [&str; 3] = [
    "MARGARET|ANN|SMITH|||19410312|2|519403318|12 OAK STREET|OLYMPIA|WA|98501|3605550147",
    "Margret|A|Smith|||19410312|2|519403319|12 Oak St|OLYMPIA|WA|98501|",
    "HILDEGARD||KOWALCZYK|||19620704|1|600112222|9 PINE RD|TACOMA|WA|98401|",
];

#[test]
fn alike_values_have_alike_filters() {
    let tokens = Tokenizer::new(b"a key of sixteen bytes and more").unwrap().tokens(&persons(&LINES));
    let dice = |field, other: usize| tokens[0].dice(&tokens[other], field);
    assert_eq!(dice(TokenField::LastName, 1), Some(1.0));
    assert_eq!(dice(TokenField::Address, 1), Some(1.0), "one spelling of the street");
    assert_eq!(dice(TokenField::Phone, 1), None);
    // Bigrams: 9 and 8, of which 7 are shared: 14/17 = 0.82.
    let first = dice(TokenField::FirstName, 1).unwrap();
    assert!((0.76..0.90).contains(&first), "{first}");
    // Eight of nine digits.
    let ssn = dice(TokenField::Ssn, 1).unwrap();
    assert!((0.85..0.95).contains(&ssn), "{ssn}");
    assert!(dice(TokenField::LastName, 2).unwrap() < 0.5);
}

#[test]
fn another_key_gives_other_filters_and_a_short_key_none() {
    let of = |key: &[u8]| Tokenizer::new(key).unwrap().tokens(&persons(&LINES));
    let (one, other) = (of(b"a key of sixteen bytes and more"), of(b"another key of sixteen bytes"));
    assert_eq!(one, of(b"a key of sixteen bytes and more"));
    assert!(one[0].dice(&other[0], TokenField::FirstName).unwrap() < 0.5);
    assert!(matches!(Tokenizer::new(b"short"), Err(Error::ShortKey { found: 5, wanted: 16 })));
}
