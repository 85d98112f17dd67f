//! User dictionaries: alone, and beside the standard and each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use naaccr::{
    DataType, Dictionary, Error, ItemDef, Level, Padding, RecordType, Rule, SpecVersion, UserDictionary, Version,
};
use proptest::prelude::*;

use crate::shared::{corpus, rows};

/// Where the standard and the reference library disagree about a dictionary, with the standard's side.
const KNOWN_DIFFERENCES: [(&str, &str); 0] = [];

#[test]
fn the_corpus_is_judged_as_the_reference_library_does() {
    let Some(corpus) = corpus() else { return };
    let known = BTreeMap::from(KNOWN_DIFFERENCES);
    let mut wrong = Vec::new();
    let rows = rows(&corpus.join("expected_dictionaries.csv"));
    assert!(!rows.is_empty());
    for row in &rows {
        let file = row.get("file");
        let result = UserDictionary::parse(&std::fs::read(corpus.join(file)).unwrap());
        let outcome = if result.is_ok() { "valid" } else { "invalid" };
        if let Err(error) = &result {
            assert_eq!(error.as_broken().map(|broken| broken.rule), Some(Rule::UserDictionary), "{file}");
        }
        if outcome != *known.get(file).unwrap_or(&row.get("outcome")) {
            wrong.push(format!("{file}: {outcome}, {} {result:?}", row.get("message")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn dictionary_of(root: &str, items: &str) -> String {
    format!(
        r#"<NaaccrDictionary xmlns="http://naaccr.org/naaccrxml" {root}><ItemDefs>{items}</ItemDefs></NaaccrDictionary>"#
    )
}

fn parse(root: &str, items: &str) -> Result<Arc<UserDictionary>, Error> {
    UserDictionary::parse(dictionary_of(root, items).as_bytes()).map(Arc::new)
}

fn own(uri: &str, items: &str) -> Arc<UserDictionary> {
    parse(&format!(r#"dictionaryUri="{uri}" specificationVersion="1.5""#), items).unwrap()
}

#[test]
fn everything_a_dictionary_says_is_kept() {
    let xml = r#"<?xml version="1.0"?>
        <!-- ours -->
        <NaaccrDictionary dictionaryUri="http://a.org/a.xml" naaccrVersion="180" specificationVersion="1.5"
            dateLastModified="2020-02-29T01:02:03Z" description="A &amp; B" xmlns="http://naaccr.org/naaccrxml">
            <ItemDefs>
                <ItemDef naaccrId="myVar1" naaccrNum="10001" naaccrName="My Var" startColumn="3049" length="4"
                    recordTypes="A,M" parentXmlElement="Patient" dataType="digits" padding="leftZero" trim="none"/>
                <ItemDef naaccrId="myVar2" naaccrNum="10002" length="9" parentXmlElement="Tumor"
                    allowUnlimitedText="true"></ItemDef>
            </ItemDefs>
            <GroupedItemDefs/>
        </NaaccrDictionary>"#;
    let dictionary = UserDictionary::parse(xml.as_bytes()).unwrap();
    let first = ItemDef {
        number: 10001,
        id: "myVar1".into(),
        name: "My Var".into(),
        level: Level::Patient,
        record_types: RecordType::Abstract.bit() | RecordType::Modified.bit(),
        data_type: DataType::Digits,
        length: 4,
        start_column: Some(3049),
        padding: Padding::LeftZero,
        trim: false,
        unlimited_text: false,
        user_dictionary: Some("http://a.org/a.xml".into()),
    };
    let second = ItemDef {
        number: 10002,
        id: "myVar2".into(),
        name: "myVar2".into(),
        level: Level::Tumor,
        record_types: 0b1111,
        data_type: DataType::Text,
        length: 9,
        start_column: None,
        padding: Padding::None,
        trim: true,
        unlimited_text: true,
        ..first.clone()
    };
    assert_eq!(dictionary.uri, "http://a.org/a.xml");
    assert_eq!(dictionary.naaccr_version, Some(Version::V180));
    assert_eq!(dictionary.spec_version, SpecVersion::minor(5).unwrap());
    assert_eq!(dictionary.date_last_modified.as_deref(), Some("2020-02-29T01:02:03Z"));
    assert_eq!(dictionary.description.as_deref(), Some("A & B"));
    assert_eq!(dictionary.items, [first, second]);
}

#[test]
fn every_rule_is_kept() {
    let item = |more: &str| {
        format!(r#"<ItemDef naaccrId="myVar" naaccrNum="10001" length="2" parentXmlElement="Tumor" {more}/>"#)
    };
    let spec = |minor: u8| format!(r#"dictionaryUri="u" specificationVersion="1.{minor}""#);
    for (root, items, valid) in [
        (spec(8), item(""), true),
        (spec(8), item("sourceOfStandard=\"us\""), true),
        (spec(8), item("naaccrName=\"\" dataType=\" \" startColumn=\"\""), true),
        // Attributes and values that came and went.
        (spec(8), item("dataType=\"dateTime\""), true),
        (spec(7), item("dataType=\"dateTime\""), false),
        (spec(6), item("trim=\"none\""), true),
        (spec(7), item("trim=\"none\""), false),
        (spec(6), item("padding=\"rightZero\""), true),
        (spec(7), item("padding=\"rightZero\""), false),
        (spec(5), item("allowUnlimitedText=\"true\""), true),
        (spec(6), item("allowUnlimitedText=\"true\""), false),
        (spec(5), item("allowUnlimitedText=\"true\" dataType=\"digits\""), false),
        (spec(1), item("regexValidation=\"[0-9]\""), true),
        (spec(2), item("regexValidation=\"[0-9]\""), false),
        (spec(0), item(""), false),
        ("dictionaryUri=\"u\" naaccrVersion=\"180\"".into(), item(""), false),
        ("dictionaryUri=\"u\" naaccrVersion=\"180\"".into(), item("startColumn=\"3049\""), true),
        ("dictionaryUri=\"u\" specificationVersion=\"1.9\"".into(), item(""), false),
        (spec(8) + " naaccrVersion=\"170\"", item(""), false),
        (spec(8) + " lang=\"en\"", item(""), false),
        (spec(8) + " dateLastModified=\"2025-01-01\"", item(""), false),
        // Values.
        (spec(8), item("recordTypes=\"A,C\""), true),
        (spec(8), item("recordTypes=\"A,\""), false),
        (spec(8), item("recordTypes=\"X\""), false),
        (spec(8), item("colour=\"red\""), false),
        (spec(8), String::new(), false),
        (spec(8), item("") + &item(""), false),
        (spec(8), item("").replace("10001", "-1"), false),
        (spec(8), item("").replace("10001", "99999999999"), false),
        (spec(8), item("").replace("length=\"2\"", ""), false),
        (spec(8), item("").replace("naaccrNum=\"10001\"", ""), false),
        (spec(8), item("").replace("parentXmlElement=\"Tumor\"", ""), false),
        (spec(8), item("").replace("myVar", ""), false),
        (spec(8), item("").replace("ItemDef", "GroupedItemDef"), false),
        // A version's own items, columns and gaps.
        (spec(8) + " naaccrVersion=\"250\"", item("").replace("myVar", "sex"), false),
        (spec(8), item("").replace("myVar", "sex"), true),
        (spec(5) + " naaccrVersion=\"180\"", item("startColumn=\"4048\""), false),
        (spec(5) + " naaccrVersion=\"180\"", item("startColumn=\"4047\""), true),
        (spec(5) + " naaccrVersion=\"210\"", item("startColumn=\"3049\""), false),
    ] {
        assert_eq!(parse(&root, &items).is_ok(), valid, "{root} {items}");
    }
}

#[test]
fn an_error_names_the_line() {
    let xml = "<NaaccrDictionary dictionaryUri='u' specificationVersion='1.8'>\n<ItemDefs>\n<ItemDef/>";
    let error = UserDictionary::parse(xml.as_bytes()).unwrap_err();
    assert_eq!(error.as_broken().map(|broken| broken.line), Some(3));
    assert!(error.to_string().starts_with("line 3: the attribute naaccrId is missing"), "{error}");
}

#[test]
fn a_dictionary_may_come_in_other_encodings() {
    let xml = dictionary_of(
        "dictionaryUri='u' specificationVersion='1.8' description='Médico'",
        "<ItemDef naaccrId='myVar' naaccrNum='10001' length='2' parentXmlElement='Tumor'/>",
    );
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = xml.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
    for bytes in [xml.as_bytes(), &utf16, &latin, ["\u{feff}", &xml].concat().as_bytes()] {
        assert_eq!(UserDictionary::parse(bytes).unwrap().description.as_deref(), Some("Médico"));
    }
}

const STATE: &str =
    r#"<ItemDef naaccrId="stateVar" naaccrNum="10001" naaccrName="State" length="4" parentXmlElement="Tumor"/>"#;

#[test]
fn dictionaries_of_one_file_must_agree() {
    let a = own("a", STATE);
    let with = |uri, from: &str, to: &str| own(uri, &STATE.replace(from, to));
    let at = |uri, id: &str, number: &str, column: u32| {
        let items = STATE.replace("stateVar", id).replace("10001", number);
        own(uri, &items.replace("/>", &format!(" startColumn=\"{column}\"/>")))
    };
    for (version, dictionaries, agree) in [
        (250, vec![a.clone()], true),
        (250, vec![a.clone(), a.clone()], true),
        (250, vec![a.clone(), own("b", STATE)], true),
        (250, vec![a.clone(), with("a", "stateVar", "otherVar")], false),
        (250, vec![a.clone(), with("b", "\"4\"", "\"5\"")], false),
        (250, vec![a.clone(), with("b", "\"State\"", "\"Other\"")], false),
        (250, vec![a.clone(), with("b", "stateVar", "otherVar")], false),
        (250, vec![a.clone(), with("b", "10001", "10002")], false),
        (250, vec![with("b", "stateVar", "sex")], false),
        (250, vec![with("b", "10001", "400")], false),
        // 530 is free up to version 210.
        (210, vec![with("b", "10001", "530")], true),
        (220, vec![with("b", "10001", "530")], false),
        (180, vec![at("a", "oneVar", "10001", 3049), at("b", "twoVar", "10002", 3053)], true),
        (180, vec![at("a", "oneVar", "10001", 3049), at("b", "twoVar", "10002", 3052)], false),
        (180, vec![at("a", "oneVar", "10001", 400)], false),
        (210, vec![at("a", "oneVar", "10001", 3049)], false),
    ] {
        let version = Version::from_number(version).unwrap();
        let result = Dictionary::new(version, RecordType::Abstract, &dictionaries);
        assert_eq!(result.is_ok(), agree, "{version} {dictionaries:?}");
        if let Ok(dictionary) = result {
            let users: Vec<_> = dictionary.items().iter().filter(|item| item.user_dictionary.is_some()).collect();
            let ids: std::collections::BTreeSet<_> =
                dictionaries.iter().flat_map(|own| &own.items).map(|item| &item.id).collect();
            assert_eq!(users.len(), ids.len(), "no default items beside own ones, and each id once");
        }
    }
}

#[test]
fn a_dictionary_is_for_its_own_version_and_its_items_for_their_record_types() {
    let dictionary = parse(
        r#"dictionaryUri="a" naaccrVersion="250" specificationVersion="1.8""#,
        &STATE.replace("/>", r#" recordTypes="A,M"/>"#),
    )
    .unwrap();
    assert!(Dictionary::new(Version::V240, RecordType::Abstract, std::slice::from_ref(&dictionary)).is_err());
    for kind in RecordType::ALL {
        let slot = Dictionary::new(Version::V250, kind, std::slice::from_ref(&dictionary)).unwrap().slot("stateVar");
        assert_eq!(slot.is_some(), matches!(kind, RecordType::Abstract | RecordType::Modified));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = UserDictionary::parse(&bytes);
    }

    #[test]
    fn no_damaged_dictionary_makes_the_parser_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut xml = dictionary_of("dictionaryUri='u' specificationVersion='1.8' description='&#233;'", STATE).into_bytes();
        let at = at.index(xml.len());
        if cut { xml.truncate(at) } else { xml[at] = byte }
        let _ = UserDictionary::parse(&xml);
    }
}
