use super::*;
use crate::{Level, Padding};

fn item(data_type: DataType, length: u32) -> ItemDef {
    ItemDef {
        number: 10001,
        id: "myVar".into(),
        name: "My Var".into(),
        level: Level::Tumor,
        record_types: 0b1111,
        data_type,
        length,
        start_column: None,
        padding: Padding::None,
        trim: true,
        unlimited_text: false,
        user_dictionary: None,
    }
}

#[test]
fn every_type_takes_what_the_standard_lets_it() {
    use Code::{InvalidType, LeadingSpace, TooLong, TooShort, TrailingSpace};
    use DataType::{Alpha, Date, DateTime, Digits, Mixed, Numeric, Text};
    for (data_type, length, value, expected) in [
        (Digits, 3, "012", None),
        (Digits, 3, "", None),
        (Digits, 3, "01", Some(TooShort)),
        (Digits, 3, "0123", Some(TooLong)),
        (Digits, 3, "01A", Some(InvalidType)),
        (Digits, 3, "0 1", Some(InvalidType)),
        // Too short comes before the type.
        (Digits, 3, "A", Some(TooShort)),
        (Digits, 1, " ", Some(InvalidType)),
        (Digits, 2, " ", Some(TooShort)),
        (Digits, 2, " 1", Some(InvalidType)),
        // Only ASCII digits are digits, and lengths are not in bytes.
        (Digits, 3, "٣٤٥", Some(InvalidType)),
        (Digits, 6, "٣٤٥", Some(TooShort)),
        (Alpha, 2, "CA", None),
        (Alpha, 2, "Ca", Some(InvalidType)),
        (Alpha, 2, "C1", Some(InvalidType)),
        (Alpha, 2, "C", Some(TooShort)),
        (Alpha, 2, "ÉA", Some(InvalidType)),
        (Mixed, 4, "C509", None),
        (Mixed, 4, "c509", Some(InvalidType)),
        (Mixed, 4, "C50", Some(TooShort)),
        (Mixed, 4, "C50.9", Some(TooLong)),
        (Numeric, 5, "1", None),
        (Numeric, 5, "12.5", None),
        (Numeric, 5, "12.50", None),
        (Numeric, 5, "12.500", Some(TooLong)),
        (Numeric, 5, ".5", Some(InvalidType)),
        (Numeric, 5, "5.", Some(InvalidType)),
        (Numeric, 5, ".", Some(InvalidType)),
        (Numeric, 5, "1.2.3", Some(InvalidType)),
        (Numeric, 5, "-1", Some(InvalidType)),
        (Numeric, 5, "+1", Some(InvalidType)),
        (Numeric, 5, "1e3", Some(InvalidType)),
        (Numeric, 5, "1 ", Some(InvalidType)),
        (Date, 8, "20240131", None),
        (Date, 8, "20240230", None),
        (Date, 8, "202402", None),
        (Date, 8, "2024", None),
        (Date, 8, "18000101", None),
        (Date, 8, "20991231", None),
        (Date, 8, "17991231", Some(InvalidType)),
        (Date, 8, "21000101", Some(InvalidType)),
        (Date, 8, "20241301", Some(InvalidType)),
        (Date, 8, "20240001", Some(InvalidType)),
        (Date, 8, "20240132", Some(InvalidType)),
        (Date, 8, "20240100", Some(InvalidType)),
        (Date, 8, "99999999", Some(InvalidType)),
        (Date, 8, "20240", Some(InvalidType)),
        (Date, 8, "202401 ", Some(InvalidType)),
        (Date, 8, "2024013", Some(InvalidType)),
        (Date, 8, "2024-01-31", Some(TooLong)),
        (DateTime, 25, "2024", None),
        (DateTime, 25, "0001", None),
        (DateTime, 25, "0000", Some(InvalidType)),
        (DateTime, 25, "2024-01", None),
        (DateTime, 25, "2024-13", Some(InvalidType)),
        (DateTime, 25, "2024-01-31", None),
        (DateTime, 25, "2024-01-32", Some(InvalidType)),
        (DateTime, 25, "2024-01-31T23:59:60", None),
        (DateTime, 25, "2024-01-31T24:00:00", Some(InvalidType)),
        (DateTime, 25, "2024-01-31T23:60:00", Some(InvalidType)),
        (DateTime, 25, "2024-01-31T23:59", Some(InvalidType)),
        (DateTime, 25, "2024-01-31T23:59:59Z", None),
        (DateTime, 25, "2024-01-31T23:59:59-05:00", None),
        (DateTime, 25, "2024-01-31T23:59:59+14:00", None),
        (DateTime, 25, "2024-01-31T23:59:59+14:01", Some(InvalidType)),
        (DateTime, 30, "2024-01-31T23:59:59.5", Some(InvalidType)),
        (DateTime, 25, "2024-01Z", None),
        (DateTime, 25, "2024-01+02:00", None),
        (DateTime, 25, "2024-01-31+02:00", None),
        (DateTime, 25, "2024Z", Some(InvalidType)),
        (DateTime, 25, "20240131", Some(InvalidType)),
        (DateTime, 25, "2024-01-31+", Some(InvalidType)),
        (Text, 4, "a\nb", None),
        (Text, 4, "abcde", Some(TooLong)),
        (Text, 4, " abc", Some(LeadingSpace)),
        (Text, 4, "abc ", Some(TrailingSpace)),
        (Text, 4, " ab ", Some(LeadingSpace)),
        (Text, 4, " ", Some(LeadingSpace)),
        (Text, 4, "abcd ", Some(TooLong)),
        (Text, 4, "\tab", None),
        (Text, 4, "ab\n", None),
        (Text, 4, "\u{a0}ab", None),
        // UTF-16 units: an emoji is two, a combining accent one.
        (Text, 4, "ÉÉÉÉ", None),
        (Text, 4, "😀😀", None),
        (Text, 4, "😀😀a", Some(TooLong)),
        (Text, 4, "E\u{301}E\u{301}", None),
        (Text, 4, "E\u{301}E\u{301}a", Some(TooLong)),
    ] {
        let def = item(data_type, length);
        assert_eq!(check(&def, value), expected, "{data_type:?} {length} {value:?}");
        let flat = expected.filter(|code| !matches!(code, LeadingSpace | TrailingSpace));
        assert_eq!(check_flat(&def, value), flat, "{data_type:?} {length} {value:?} in fixed columns");
    }
}

#[test]
fn unlimited_text_has_no_length() {
    let def = ItemDef { unlimited_text: true, ..item(DataType::Text, 4) };
    assert_eq!(check(&def, &"é".repeat(100_000)), None);
    assert_eq!(check(&def, &(" ".to_owned() + &"é".repeat(100_000))), Some(Code::LeadingSpace));
}

proptest::proptest! {
    #[test]
    fn lengths_are_utf16_units(value in ".*") {
        proptest::prop_assert_eq!(utf16_len(&value), value.encode_utf16().count());
    }
}
