//! Writes NAACCR XML.

use std::io::{self, Write};

use super::escape::{self, CarriageReturns};
use crate::{Dictionary, Header, ItemDef, ItemValue, Patient, RootItem, Slot, base_dictionary_uri};

/// How NAACCR XML is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct XmlWriterOptions {
    /// Whether items carry `naaccrNum` beside `naaccrId`.
    pub item_numbers: bool,
    /// What becomes of carriage returns within values.
    pub carriage_returns: CarriageReturns,
}

/// Writes one NAACCR XML file in UTF-8, patient by patient, items in the order given.
///
/// Slots of what is written must come from the dictionary that the writer was made with; see [`crate::Retarget`] for
/// patients read with another. Items that the dictionary lacks are written under their id. Characters that XML cannot
/// hold are left out and counted.
#[derive(Debug)]
pub struct XmlWriter<W: Write> {
    out: W,
    /// What is written but not yet handed on.
    buffer: Vec<u8>,
    /// The start tag of each slot's item.
    start_tags: Vec<Box<[u8]>>,
    options: XmlWriterOptions,
    removed_characters: u64,
}

/// Bytes that are collected before they are handed on.
const BUFFER: usize = 256 << 10;

impl<W: Write> XmlWriter<W> {
    /// Starts a file with its declaration, root element and root items. The version and record type are the
    /// dictionary's; everything else the root says is the header's, `timeGenerated` included.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn new(out: W, header: &Header, dictionary: &Dictionary, options: XmlWriterOptions) -> io::Result<Self> {
        let start_tags = dictionary.items().iter().map(|def| start_tag(def, options).into_boxed_slice()).collect();
        let mut writer =
            Self { out, buffer: Vec::with_capacity(BUFFER + BUFFER / 4), start_tags, options, removed_characters: 0 };
        writer.root(header, dictionary);
        for RootItem { slot, id, value, .. } in &header.items {
            writer.item("    ", *slot, id, value);
        }
        writer.flush_full()?;
        Ok(writer)
    }

    /// Writes a patient and its tumors.
    ///
    /// # Errors
    /// Whatever the underlying writer says.
    pub fn write_patient(&mut self, patient: &Patient) -> io::Result<()> {
        self.buffer.extend_from_slice(b"    <Patient>\n");
        for item in patient.items() {
            self.patient_item("        ", item);
        }
        for tumor in patient.tumors() {
            self.buffer.extend_from_slice(b"        <Tumor>\n");
            for item in tumor.items() {
                self.patient_item("            ", item);
            }
            self.buffer.extend_from_slice(b"        </Tumor>\n");
        }
        self.buffer.extend_from_slice(b"    </Patient>\n");
        self.flush_full()
    }

    /// Ends the file and gives back the underlying writer, flushed.
    ///
    /// # Errors
    /// Whatever the underlying writer says.
    pub fn finish(mut self) -> io::Result<W> {
        self.buffer.extend_from_slice(b"</NaaccrData>\n");
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Characters that were left out so far because XML cannot hold them.
    #[must_use]
    pub fn removed_characters(&self) -> u64 {
        self.removed_characters
    }

    fn root(&mut self, header: &Header, dictionary: &Dictionary) {
        self.buffer.extend_from_slice(b"<?xml version=\"1.0\"?>\n\n<NaaccrData");
        self.attribute(" baseDictionaryUri", &base_dictionary_uri(dictionary.version()));
        if !header.user_dictionary_uris.is_empty() {
            self.attribute("\n            userDictionaryUri", &header.user_dictionary_uris.join(" "));
        }
        self.attribute("\n            recordType", &dictionary.record_type().to_string());
        if let Some(time) = &header.time_generated {
            self.attribute("\n            timeGenerated", time);
        }
        self.attribute("\n            specificationVersion", &header.spec_version.to_string());
        self.attribute("\n            xmlns", "http://naaccr.org/naaccrxml");
        self.buffer.extend_from_slice(b">\n");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.extend_from_slice(b"=\"");
        self.removed_characters += escape::attribute(value, &mut self.buffer);
        self.buffer.push(b'"');
    }

    #[inline]
    fn patient_item(&mut self, indent: &str, item: ItemValue<'_>) {
        self.item(indent, item.slot, item.unknown_id, item.value);
    }

    #[inline]
    fn item(&mut self, indent: &str, slot: Option<Slot>, id: &str, value: &str) {
        self.buffer.extend_from_slice(indent.as_bytes());
        match slot.and_then(|slot| self.start_tags.get(slot.index())) {
            Some(tag) => self.buffer.extend_from_slice(tag),
            None => {
                self.attribute("<Item naaccrId", id);
                self.buffer.push(b'>');
            }
        }
        self.removed_characters += escape::text(value, self.options.carriage_returns, &mut self.buffer);
        self.buffer.extend_from_slice(b"</Item>\n");
    }

    fn flush_full(&mut self) -> io::Result<()> {
        if self.buffer.len() >= BUFFER {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

fn start_tag(def: &ItemDef, options: XmlWriterOptions) -> Vec<u8> {
    let id = &def.id;
    if options.item_numbers {
        format!("<Item naaccrId=\"{id}\" naaccrNum=\"{}\">", def.number).into_bytes()
    } else {
        format!("<Item naaccrId=\"{id}\">").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RecordType, Version};

    fn header() -> Header {
        Header {
            time_generated: Some("2025-06-15T08:30:00-04:00".into()),
            ..Header::new(Version::V250, RecordType::Incidence)
        }
    }

    #[test]
    fn a_file_looks_as_files_do() {
        let dictionary = Dictionary::new(Version::V250, RecordType::Incidence, &[]).unwrap();
        let slot = |id| dictionary.slot(id).unwrap();
        let mut header = header();
        header.user_dictionary_uris = vec!["http://a.org/a.xml".into(), "http://b.org/b.xml".into()];
        let root = |slot, id: &str, value: &str| RootItem { slot, id: id.into(), value: value.into(), line: 0 };
        header.items = vec![root(Some(slot("recordType")), "recordType", "I"), root(None, "ours", "1")];
        let options = XmlWriterOptions { item_numbers: true, ..XmlWriterOptions::default() };
        let mut writer = XmlWriter::new(Vec::new(), &header, &dictionary, options).unwrap();
        let mut patient = Patient::new();
        patient.push(slot("sex"), "2", 0);
        patient.start_tumor(0);
        patient.push(slot("primarySite"), "C509", 0);
        patient.push_unknown("my\"Var", "<&\u{1}>", 0);
        patient.start_tumor(0);
        writer.write_patient(&patient).unwrap();
        assert_eq!(writer.removed_characters(), 1);
        let xml = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(
            xml,
            r#"<?xml version="1.0"?>

<NaaccrData baseDictionaryUri="http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml"
            userDictionaryUri="http://a.org/a.xml http://b.org/b.xml"
            recordType="I"
            timeGenerated="2025-06-15T08:30:00-04:00"
            specificationVersion="1.8"
            xmlns="http://naaccr.org/naaccrxml">
    <Item naaccrId="recordType" naaccrNum="10">I</Item>
    <Item naaccrId="ours">1</Item>
    <Patient>
        <Item naaccrId="sex" naaccrNum="220">2</Item>
        <Tumor>
            <Item naaccrId="primarySite" naaccrNum="400">C509</Item>
            <Item naaccrId="my&quot;Var">&lt;&amp;&gt;</Item>
        </Tumor>
        <Tumor>
        </Tumor>
    </Patient>
</NaaccrData>
"#
        );
    }
}
