//! Random documents: read as a slow reader of quick-xml's events reads them. Random damage: no panic, and the same
//! whichever way the document is cut.

use std::collections::BTreeMap;
use std::io::{Read, repeat};

use naaccr::ReadOptions;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::shared::corpus;
use crate::xml_reading::{Item, Reading, text_of};
use crate::xml_splitting::read_in_every_way;

const PATIENT_IDS: [&str; 5] = ["patientIdNumber", "nameLast", "race1", "sex", "madeUp1"];
const TUMOR_IDS: [&str; 5] = ["primarySite", "textRemarks", "laterality", "dateOfDiagnosis", "madeUp2"];

/// Text with all that is special in XML.
fn any_text() -> impl Strategy<Value = String> {
    let bits =
        ["a", "C509", "1", " ", "\n", "é", "😀", "<", ">", "&", "\"", "'", "]", "]]>", "Patient", "</Patient>", "<!--"];
    proptest::collection::vec(select(bits.to_vec()), 0..8).prop_map(|bits| bits.concat())
}

/// A piece of an item's content.
fn piece() -> impl Strategy<Value = String> {
    let escape = |text: String| text.replace('&', "&amp;").replace('<', "&lt;").replace("]]>", "]]&gt;");
    prop_oneof![
        4 => select(vec!["1", "C509", "20240131", "00000001"]).prop_map(str::to_owned),
        2 => any_text().prop_map(escape),
        1 => any_text().prop_map(|text| format!("<![CDATA[{}]]>", text.replace("]]>", "]] >").trim_end_matches(']'))),
        1 => any_text().prop_map(|text| comment(&text)),
        1 => any_text().prop_map(|text| format!("<?note {}?>", text.replace("?>", "? >"))),
        1 => any::<char>().prop_filter("a legal character", |c| *c >= ' ').prop_map(|c| format!("&#{};", c as u32)),
    ]
}

fn comment(text: &str) -> String {
    format!("<!-- {} -->", text.replace("--", "- "))
}

/// What may stand between elements.
fn gap() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(vec!["", "\n", "\n    ", "\t", " stray &amp; text "]).prop_map(str::to_owned),
        1 => any_text().prop_map(|text| comment(&text)),
        1 => Just("<?x </Patient> <Patient>?>".to_owned()),
        1 => Just("<![CDATA[</Patient><Patient>]]>".to_owned()),
    ]
}

fn item(id: &'static str) -> impl Strategy<Value = String> {
    let attributes =
        select(vec!["naaccrId=\"ID\"", "naaccrId='ID'", "\n  naaccrId = \" ID \"", "note=\"a > b\" naaccrId=\"ID\""]);
    let content = proptest::collection::vec(piece(), 0..4).prop_map(|pieces| pieces.concat());
    (gap(), attributes, content, select(vec!["", " ", "\n"]), any::<bool>()).prop_map(
        move |(gap, attributes, content, blank, may_be_empty)| {
            let attributes = attributes.replace("ID", id);
            if content.is_empty() && may_be_empty {
                format!("{gap}<:Item {attributes}{blank}/>")
            } else {
                format!("{gap}<:Item {attributes}{blank}>{content}</:Item{blank}>")
            }
        },
    )
}

fn items(ids: &'static [&'static str]) -> impl Strategy<Value = String> {
    subsequence(ids, 0..=ids.len())
        .prop_shuffle()
        .prop_flat_map(|ids| ids.into_iter().map(item).collect::<Vec<_>>())
        .prop_map(|items| items.concat())
}

fn extension() -> impl Strategy<Value = String> {
    let extensions = [
        "",
        "<lab:Note/>",
        "<lab:Note>a<lab:Patient>b</lab:Patient></lab:Note>",
        "<lab:Note xmlns='urn:other'><Patient><Patient/><Item/></Patient><!-- </lab:Note> --></lab:Note>",
    ];
    select(extensions.to_vec()).prop_map(str::to_owned)
}

fn element(name: &'static str, inside: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (gap(), inside, gap(), select(vec!["", " ", "\n\t"])).prop_map(move |(before, inside, after, blank)| {
        format!("{before}<:{name}{blank}>{inside}{after}</:{name}{blank}>")
    })
}

/// A legal document; some have a prefix on all elements of the standard.
fn document() -> impl Strategy<Value = String> {
    let tumor = || element("Tumor", (items(&TUMOR_IDS), extension()).prop_map(|(items, extension)| items + &extension));
    let tumors = proptest::collection::vec(tumor(), 0..3).prop_map(|tumors| tumors.concat());
    let inside =
        (items(&PATIENT_IDS), extension(), tumors).prop_map(|(items, extension, tumors)| items + &extension + &tumors);
    let patient = prop_oneof![8 => element("Patient", inside), 1 => Just("<:Patient/>".to_owned())];
    let patients = proptest::collection::vec(patient, 0..5).prop_map(|patients| patients.concat());
    let root = "<:NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" recordType=\"A\" \
                xmlns:lab=\"urn:lab\" xmlns:n=\"http://naaccr.org/naaccrxml\"";
    (gap(), patients, gap(), any::<bool>()).prop_map(move |(before, patients, after, has_prefix)| {
        let default = if has_prefix { "" } else { " xmlns=\"http://naaccr.org/naaccrxml\"" };
        let marked = format!("<?xml version=\"1.0\"?>\n{root}{default}>{before}{patients}{after}</:NaaccrData>\n");
        let prefix = if has_prefix { "n:" } else { "" };
        ["NaaccrData", "Patient", "Tumor", "Item"].into_iter().fold(marked, |text, name| {
            text.replace(&format!("<:{name}"), &format!("<{prefix}{name}"))
                .replace(&format!("</:{name}"), &format!("</{prefix}{name}"))
        })
    })
}

/// Reads a legal document event by event.
#[derive(Default)]
struct Slow {
    patients: u64,
    tumors: u64,
    lines: Vec<u64>,
    items: Vec<Item>,
}

impl Slow {
    fn read(text: &str) -> Self {
        let (mut slow, mut reader) = (Self::default(), Reader::from_str(text));
        let (mut tumor, mut in_extension, mut item) = (0, 0, None::<Item>);
        // Lines are those of patients, each followed by those of its tumors.
        loop {
            let event = reader.read_event().unwrap();
            let line = 1 + text[..usize::try_from(reader.buffer_position()).unwrap()].matches('\n').count() as u64;
            let is_empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(_) if in_extension > 0 => in_extension += 1,
                Event::End(_) if in_extension > 0 => in_extension -= 1,
                _ if in_extension > 0 => {}
                Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                    "Patient" => {
                        slow.patients += 1;
                        tumor = 0;
                        slow.lines.push(line);
                    }
                    "Tumor" => {
                        (slow.tumors, tumor) = (slow.tumors + 1, tumor + 1);
                        slow.lines.push(line);
                    }
                    "Item" if !is_empty => {
                        let (id, value) = (id_of(&start), String::new());
                        item = Some(Item { patient: slow.patients, tumor, id, number: None, value, line });
                    }
                    "Item" | "NaaccrData" => {}
                    _ => in_extension = u32::from(!is_empty),
                },
                Event::End(_) => slow.items.extend(item.take().filter(|item| !item.value.is_empty())),
                Event::Text(text) => push(&mut item, &text.xml10_content()),
                Event::CData(text) => push(&mut item, &text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                    Some(character) => push(&mut item, &character.to_string()),
                    None => {
                        let known = BTreeMap::from([("amp", "&"), ("lt", "<"), ("gt", ">")]);
                        push(&mut item, known[&*reference.xml10_content()]);
                    }
                },
                Event::Eof => return slow,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }
}

fn id_of(start: &BytesStart<'_>) -> String {
    let id = start.try_get_attribute("naaccrId").unwrap().unwrap();
    id.value.trim().to_owned()
}

fn push(item: &mut Option<Item>, text: &str) {
    if let Some(item) = item {
        item.value.push_str(text);
    }
}

/// A text with some bytes changed, left out, or put in again elsewhere.
fn damaged(text: &[u8], damage: &[(usize, usize, u8, u8)]) -> Vec<u8> {
    let mut text = text.to_vec();
    for &(place, length, kind, byte) in damage {
        let from = place % text.len().max(1);
        let until = (from + length).min(text.len());
        match kind % 5 {
            0 => text.get_mut(from..from + 1).into_iter().flatten().for_each(|old| *old = byte),
            1 => drop(text.drain(from..until)),
            2 => {
                let copy = text[from..until].to_vec();
                let to = (place / 7) % (text.len() + 1);
                drop(text.splice(to..to, copy));
            }
            3 => text.truncate(until),
            _ => {
                let bits: [&[u8]; 8] =
                    [b"<Patient>", b"</Patient>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"</NaaccrData>", b"<?"];
                drop(text.splice(from..from, bits[usize::from(byte) % bits.len()].iter().copied()));
            }
        }
    }
    text
}

fn damage() -> impl Strategy<Value = Vec<(usize, usize, u8, u8)>> {
    proptest::collection::vec((any::<usize>(), 0..60_usize, any::<u8>(), any::<u8>()), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_document_reads_as_its_events_say(text in document()) {
        let reading = read_in_every_way(text.as_bytes(), &text);
        prop_assert_eq!(&reading.error, &None);
        prop_assert_eq!(reading.quarantined, 0);
        let slow = Slow::read(&text);
        prop_assert_eq!((reading.patients, reading.tumors), (slow.patients, slow.tumors));
        prop_assert_eq!(reading.lines, slow.lines);
        let items: Vec<_> = reading.items.into_iter().map(|item| Item { number: None, ..item }).collect();
        prop_assert_eq!(items, slow.items);
    }

    #[test]
    fn damage_is_survived_and_seen_alike_however_a_document_is_cut(text in document(), damage in damage()) {
        let text = damaged(text.as_bytes(), &damage);
        read_in_every_way(&text, &String::from_utf8_lossy(&text));
    }

    #[test]
    fn no_bytes_are_too_strange(text in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_in_every_way(&text, "random bytes");
    }
}

#[test]
fn damage_to_the_corpus_is_survived() {
    let Some(corpus) = corpus() else { return };
    let texts: Vec<_> = ["edge-multi/fatal-in-patient-21.xml", "edge-multi/crlf.xml", "edge-encoding/utf16le-bom.xml"]
        .into_iter()
        .map(|file| text_of(&corpus.join(file)))
        .collect();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&(select(texts), damage()), |(text, damage)| {
        let text = damaged(&text, &damage);
        read_in_every_way(&text, &String::from_utf8_lossy(&text));
        Ok(())
    });
    result.unwrap();
}

fn rule_of(source: impl Read + Send) -> String {
    let mut chunk = naaccr::Chunk::default();
    let result = naaccr::xml::open(source, &ReadOptions::lenient()).and_then(|mut opened| {
        while opened.splitter.next_chunk(&mut chunk)? {}
        Ok(())
    });
    result.err().and_then(|error| error.as_broken().map(|broken| broken.rule.to_string())).unwrap_or_default()
}

#[test]
fn files_that_are_something_else_are_refused() {
    let not_xml: [&[u8]; 7] =
        [b"", b"\n \n", b"%PDF-1.7\n1 0 obj <<>>", b"{\"a\": 1}", b"a,b\n1,2\n", b"\x1f\x8b\x08\0", b"\0\0\0\0"];
    assert!(not_xml.into_iter().all(|text| rule_of(text) == "root"));
    // Five gigabytes each, of which only as much as the limit for a patient is read.
    let endless = |byte| repeat(byte).take(5 << 30);
    assert_eq!(rule_of(endless(0)), "root");
    assert_eq!(rule_of(endless(b' ')), "patient-too-large");
    let start = document_start() + "<Patient><Item naaccrId=\"nameLast\">";
    assert_eq!(rule_of(start.as_bytes().chain(endless(b'x'))), "patient-too-large");
    assert_eq!(rule_of(document_start().as_bytes().chain(endless(b'<'))), "xml-syntax");
    assert_eq!(rule_of((document_start() + "<!--").as_bytes().chain(endless(b'-'))), "patient-too-large");
}

#[test]
fn entities_are_never_expanded() {
    let text = format!(
        "<!DOCTYPE NaaccrData [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
        document_start()
    );
    for entity in ["a", "b", "x"] {
        let text = format!("{text}<Patient><Item naaccrId=\"nameLast\">&{entity};</Item></Patient></NaaccrData>");
        let reading = Reading::of(text.as_bytes(), &ReadOptions::default());
        assert_eq!(reading.error.map(|error| error.0), Some("xml-syntax".to_owned()));
    }
}

fn document_start() -> String {
    "<NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" recordType=\"A\" \
     xmlns=\"http://naaccr.org/naaccrxml\">"
        .to_owned()
}
