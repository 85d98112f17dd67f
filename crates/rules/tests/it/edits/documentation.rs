//! What `docs/edits.md` says is so.

use std::fs;

use super::file;
use rules::{EditSet, WordKind, vocabulary};

fn page() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/edits.md")).unwrap()
}

/// The blocks of code in this language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let blocks = page.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    blocks.filter(|(of, _)| *of == language).map(|(_, block)| block).collect()
}

/// Whether a form is more than the placeholders `A` and `B`.
fn is_whole(form: &str) -> bool {
    let mut words = form.split(|c: char| !c.is_alphanumeric());
    form.contains(char::is_alphanumeric) && !words.any(|word| matches!(word, "A" | "B"))
}

#[test]
fn the_example_is_an_edit_whose_examples_hold() {
    let page = page();
    let [example, definitions] = blocks(&page, "toml")[..] else { panic!("the page has two examples") };
    let whole = format!("{example}{definitions}");
    let edits = EditSet::parse("our-state.toml", &whole).unwrap();
    assert_eq!((edits.edits().len(), edits.wrong_examples().len()), (1, 0));
}

#[test]
fn every_form_that_it_shows_is_read() {
    let page = page();
    let mut forms = 0;
    for table in page.split("| write | to ask |").skip(1) {
        for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
            let cell = row.replace("\\|", "\u{1}").split('|').nth(1).unwrap().replace('\u{1}', "|");
            for form in cell.split('`').skip(1).step_by(2).filter(|form| is_whole(form)) {
                let text = file(form, "each = ['race2']\nitems = ['race2']");
                let faults = EditSet::parse("f", &text).err().map(|error| error.faults).unwrap_or_default();
                // `items` names one that most of these do not read, which is beside the point.
                let other = faults.iter().find(|fault| !fault.message.starts_with("the condition does not read"));
                assert!(other.is_none(), "{form}: {other:?}");
                forms += 1;
            }
        }
    }
    assert!(forms >= 16, "{forms}");
}

#[test]
fn it_tells_of_every_function() {
    let page = page();
    for word in vocabulary().iter().filter(|word| word.kind == WordKind::Function) {
        let name = word.usage.split('(').next().unwrap();
        assert!(page.contains(&format!("`{name}(")), "{name}");
    }
}

#[test]
fn the_message_that_it_shows_is_the_program_s() {
    let page = page();
    let shown = blocks(&page, "").into_iter().find(|block| block.contains("XX-001: expected")).unwrap();
    let example = blocks(&page, "toml")[0].replace("primarySite in ('C600'-'C639')", "primarySite 'C619'");
    let error = EditSet::parse("our-state.toml", &example).unwrap_err();
    assert_eq!(error.to_string(), shown.trim_end());
}
