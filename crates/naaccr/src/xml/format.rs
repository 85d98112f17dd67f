//! What all chunks of a document share.

use super::boundaries::Boundaries;
use super::judge::Judge;
use super::names::Names;
use super::parser::Parser;
use super::root::Root;
use crate::{
    Chunk, Dictionary, Error, Format, Header, OnBrokenPatient, PatientParser, ReadOptions, Slot, UnknownItems, Version,
};

/// Tumor items that stood under the patient before the standard moved them.
const MOVED_IDS: [&str; 2] = ["dateOfLastCancerStatus", "dateOfLastCancerStatusFlag"];

/// A document's header and the rules that its patients are read by.
#[derive(Debug)]
pub(super) struct XmlFormat {
    pub(super) header: Header,
    pub(super) dictionary: Dictionary,
    pub(super) names: Names,
    pub(super) unknown_items: UnknownItems,
    pub(super) on_broken_patient: OnBrokenPatient,
    pub(super) translate_renamed_ids: bool,
    pub(super) moved: Vec<Slot>,
    /// The root element's name as written.
    pub(super) root_name: String,
    /// Whether the root element is empty, so that nothing may follow.
    pub(super) root_closed: bool,
}

impl XmlFormat {
    pub(super) fn new(root: Root, root_name: &str, options: &ReadOptions) -> Result<Self, Error> {
        let Root { names, header, user_dictionaries, .. } = root;
        let dictionary = Dictionary::new(header.version, header.record_type, &user_dictionaries)?;
        let has_moved = options.translate_renamed_ids && matches!(header.version, Version::V180 | Version::V210);
        let moved_ids = MOVED_IDS.into_iter().filter(|_| has_moved);
        Ok(Self {
            moved: moved_ids.filter_map(|id| dictionary.slot(id)).collect(),
            translate_renamed_ids: options.translate_renamed_ids && header.version == Version::V180,
            unknown_items: options.unknown_items,
            on_broken_patient: options.on_broken_patient,
            root_name: root_name.to_owned(),
            root_closed: false,
            header,
            dictionary,
            names,
        })
    }

    pub(super) fn judge(&self) -> Judge<'_> {
        Judge { dictionary: &self.dictionary, unknown_items: self.unknown_items, moved: &self.moved }
    }

    /// Looks for elements of this name: patients, or the tumors of one.
    pub(super) fn boundaries(&self, element: &'static str) -> Boundaries {
        Boundaries::new(element, self.names.naaccr_prefixes())
    }
}

impl Format for XmlFormat {
    fn header(&self) -> &Header {
        &self.header
    }

    fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    fn parse<'a>(&'a self, chunk: &'a Chunk) -> Box<dyn PatientParser + 'a> {
        Box::new(Parser::new(self, chunk))
    }
}
