//! Conditions as the evaluator sees them: a graph of operations in which equal parts of all edits are one node.
//!
//! A condition has three values, and what is asked of it is always one of two: where is it certainly true, where certainly
//! false? The compiler turns each into a mask node of its own, so that `not` costs nothing and a mask is one bit a row.

use std::collections::HashMap;
use std::ops::Index;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::codes::CodeSet;
use super::pattern::Pattern;
use super::predicates::Predicate;
use super::syntax::{Sign, Unit};
use super::tables::KeyTable;
use crate::{PartialDate, Precision};

/// A node's place in its [`Plan`]. What a node reads comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(u32);

impl NodeId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// An item's text.
    Item(Arc<str>),
    /// A derived variable of codes, as text.
    CodeVariable(Arc<str>),
    /// A text of the condition.
    Text(Arc<str>),
    /// Part of a text.
    Part(NodeId, Part),
    /// The first text that is not blank.
    FirstOf(Box<[NodeId]>),

    /// A derived variable of numbers.
    NumberVariable(Arc<str>),
    /// A number of the condition.
    Number(Bits),
    /// A text as a number.
    ToNumber(NodeId),
    /// A text's length in characters.
    Length(NodeId),
    /// A date's year.
    YearOf(NodeId),
    /// A date's month.
    MonthOf(NodeId),
    /// Numbers added and taken away.
    Sum(Box<[(Sign, NodeId)]>),
    /// The completed time from one date to another.
    Elapsed(Unit, NodeId, NodeId),
    /// How many tumors the patient has.
    Tumors,
    /// Of how many other tumors the first mask is true, and of how many the second is not.
    CountOthers { holds: NodeId, fails: NodeId },

    /// A text as a date.
    ToDate(NodeId),
    /// A date of the condition.
    Date(PartialDate),
    /// Today.
    Today,

    /// Where a test certainly has the wanted outcome.
    Test { test: Test, wanted: bool },
    /// Where a mask is not set.
    Complement(NodeId),
    /// Where all masks are set.
    All(Box<[NodeId]>),
    /// Where one mask at least is set.
    Any(Box<[NodeId]>),
    /// Where a mask of pairs is set for another tumor of the patient.
    AnyOther(NodeId),
    /// Where a mask of pairs is set for all other tumors of the patient.
    AllOthers(NodeId),

    /// A node's value in the other tumor of a pair.
    Other(NodeId),
}

/// What is asked of values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    /// Whether two texts are equal.
    SameText(NodeId, NodeId),
    /// How two numbers or two dates compare.
    Compare { relation: Relation, possibly: bool, left: NodeId, right: NodeId },
    /// Whether a text is one of these codes.
    InCodes(NodeId, Arc<CodeSet>),
    /// Whether a table has a row of these texts.
    InTable(Box<[NodeId]>, TableRef),
    /// Whether a text has a format.
    Matches(NodeId, Arc<Pattern>),
    /// Whether a text is blank.
    Blank(NodeId),
    /// Whether the file has one of the items of a text at all.
    Collected(NodeId),
    /// Whether a text is a date of the calendar as the standard writes it.
    ValidDate(NodeId),
    /// Whether a text is a date that is known so far.
    KnownTo(NodeId, Precision),
    /// Whether a text is another than that of the patient's first tumor.
    Differs(NodeId),
    /// A predicate of the standard.
    Predicate(PredicateRef, Box<[NodeId]>),
}

/// Which relation; the others are these with the sides exchanged or the outcome turned round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Relation {
    Less,
    LessOrEqual,
    Equal,
}

/// Which characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// Its first.
    Start(u32),
    /// Its last.
    End(u32),
    /// From a place (0 is the first) on, so many.
    Middle(u32, u32),
}

/// A number that can be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bits(u64);

impl Bits {
    pub(crate) fn of(number: f64) -> Self {
        Self(number.to_bits())
    }

    pub(crate) fn number(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// A table, told apart by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableRef(pub(crate) &'static KeyTable);

impl PartialEq for TableRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for TableRef {}

impl std::hash::Hash for TableRef {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

/// A predicate, told apart by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PredicateRef(pub(crate) &'static Predicate);

impl PartialEq for PredicateRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for PredicateRef {}

impl std::hash::Hash for PredicateRef {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl Node {
    /// A test, where it certainly has the outcome.
    pub(crate) fn test(test: Test, wanted: bool) -> Self {
        Self::Test { test, wanted }
    }

    /// Whether it looks at all tumors of a patient.
    pub(crate) fn looks_at_patients(&self) -> bool {
        let is_of_others =
            matches!(self, Self::Tumors | Self::AnyOther(_) | Self::AllOthers(_) | Self::CountOthers { .. });
        is_of_others || matches!(self, Self::Test { test: Test::Differs(_), .. })
    }

    /// Whether its value for a row is told by its inputs' values for that row. Whether something is blank hangs also on whether the file
    /// has it.
    pub(crate) fn is_of_values(&self) -> bool {
        let is_column = matches!(self, Self::Item(_) | Self::CodeVariable(_) | Self::NumberVariable(_));
        let hangs_on_file =
            matches!(self, Self::Test { test: Test::Blank(_) | Test::KnownTo(..) | Test::Collected(_), .. });
        !is_column && !hangs_on_file && !self.looks_at_patients()
    }

    /// The same node with its inputs exchanged.
    fn map(&self, mut to: impl FnMut(NodeId) -> NodeId) -> Self {
        let mut node = self.clone();
        node.inputs_mut(&mut |input| *input = to(*input));
        node
    }

    /// What it reads.
    fn inputs(&self) -> Vec<NodeId> {
        let mut inputs = Vec::new();
        self.map(|input| {
            inputs.push(input);
            input
        });
        inputs
    }

    fn inputs_mut(&mut self, visit: &mut impl FnMut(&mut NodeId)) {
        match self {
            Self::Item(_)
            | Self::CodeVariable(_)
            | Self::NumberVariable(_)
            | Self::Text(_)
            | Self::Number(_)
            | Self::Date(_)
            | Self::Today
            | Self::Tumors => {}
            Self::Part(of, _)
            | Self::ToNumber(of)
            | Self::Length(of)
            | Self::YearOf(of)
            | Self::MonthOf(of)
            | Self::ToDate(of)
            | Self::Complement(of)
            | Self::AnyOther(of)
            | Self::AllOthers(of)
            | Self::Other(of) => visit(of),
            Self::Elapsed(_, one, two) | Self::CountOthers { holds: one, fails: two } => {
                visit(one);
                visit(two);
            }
            Self::FirstOf(many) | Self::All(many) | Self::Any(many) => many.iter_mut().for_each(visit),
            Self::Sum(terms) => terms.iter_mut().for_each(|(_, term)| visit(term)),
            Self::Test { test, .. } => match test {
                Test::SameText(one, two) | Test::Compare { left: one, right: two, .. } => {
                    visit(one);
                    visit(two);
                }
                Test::InCodes(of, _)
                | Test::Matches(of, _)
                | Test::Blank(of)
                | Test::Collected(of)
                | Test::ValidDate(of)
                | Test::KnownTo(of, _)
                | Test::Differs(of) => visit(of),
                Test::InTable(many, _) | Test::Predicate(_, many) => many.iter_mut().for_each(visit),
            },
        }
    }
}

/// What a node's values hang on, which says how often it must be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Support {
    /// Nothing of the records: once.
    Nothing,
    /// One item: once for each of its values.
    Column(NodeId),
    /// Several items, or several tumors: once a row.
    Rows,
    /// Two tumors of a patient: once a pair.
    Pairs,
}

impl Support {
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (one, Self::Nothing) => one,
            (Self::Nothing, other) => other,
            (Self::Column(one), Self::Column(other)) if one == other => self,
            (Self::Pairs, _) | (_, Self::Pairs) => Self::Pairs,
            _ => Self::Rows,
        }
    }
}

/// Nodes, each of which stands behind those it reads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    nodes: Vec<Node>,
    supports: Vec<Support>,
    /// What each reads.
    inputs: Vec<Box<[NodeId]>>,
    /// How many nodes read each.
    readers: Vec<u32>,
    ids: HashMap<Node, NodeId, FixedState>,
}

impl Plan {
    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All nodes.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// What a node's values hang on.
    pub(crate) fn support(&self, id: NodeId) -> Support {
        self.supports.get(id.index()).copied().unwrap_or(Support::Rows)
    }

    /// What a node reads.
    pub(crate) fn inputs(&self, id: NodeId) -> &[NodeId] {
        self.inputs.get(id.index()).map_or(&[], |inputs| inputs)
    }

    /// Whether several nodes read it.
    pub(crate) fn is_shared(&self, id: NodeId) -> bool {
        self.readers.get(id.index()).is_some_and(|count| *count > 1)
    }

    /// The node, which is added where it is not there yet.
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        match node {
            Node::All(parts) => self.junction(parts.into_vec(), Node::All),
            Node::Any(parts) => self.junction(parts.into_vec(), Node::Any),
            Node::Other(of) if self.support(of) == Support::Nothing => of,
            node => self.add_of_other(node),
        }
    }

    /// What hangs on the other tumor alone is computed by row and looked up there.
    fn add_of_other(&mut self, node: Node) -> NodeId {
        let inputs = node.inputs();
        let is_of_other =
            !matches!(node, Node::Other(_) | Node::AnyOther(_) | Node::AllOthers(_) | Node::CountOthers { .. })
                && inputs.iter().any(|input| matches!(self[*input], Node::Other(_)))
                && inputs
                    .iter()
                    .all(|input| matches!(self[*input], Node::Other(_)) || self.support(*input) == Support::Nothing);
        if !is_of_other {
            return self.intern(node);
        }
        let inner = node.map(|input| if let Node::Other(of) = self[input] { of } else { input });
        let inner = self.add(inner);
        self.intern(Node::Other(inner))
    }

    /// All or any of some masks. Those of the same item come together first, so that they are looked up by row once.
    fn junction(&mut self, parts: Vec<NodeId>, join: fn(Box<[NodeId]>) -> Node) -> NodeId {
        let mut flat = Vec::new();
        for part in parts {
            match (&self[part], join(Box::new([]))) {
                (Node::All(inner), Node::All(_)) | (Node::Any(inner), Node::Any(_)) => {
                    flat.extend(inner.iter().copied());
                }
                _ => flat.push(part),
            }
        }
        // Of the other tumor, likewise.
        flat.sort_by_key(|part| (self.support(*part), matches!(self[*part], Node::Other(_)), *part));
        flat.dedup();
        let mut groups: Vec<NodeId> = Vec::new();
        let chunks: Vec<Vec<NodeId>> = flat
            .chunk_by(|one, two| {
                let is_other = |id: NodeId| matches!(self[id], Node::Other(_));
                match self.support(*one) {
                    Support::Column(_) => self.support(*one) == self.support(*two),
                    _ => is_other(*one) && is_other(*two),
                }
            })
            .map(<[NodeId]>::to_vec)
            .collect();
        let is_whole = chunks.len() == 1;
        for chunk in chunks {
            match chunk.as_slice() {
                [only] => groups.push(*only),
                _ if is_whole => groups.extend(chunk),
                _ => groups.push(self.add_of_other(join(chunk.into_boxed_slice()))),
            }
        }
        match groups.as_slice() {
            [only] => *only,
            _ => self.add_of_other(join(groups.into_boxed_slice())),
        }
    }

    fn intern(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        // Some thousand nodes at most are ever there.
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let support = match &node {
            Node::Item(_) | Node::CodeVariable(_) => Support::Column(id),
            Node::NumberVariable(_) => Support::Rows,
            node if node.looks_at_patients() => Support::Rows,
            Node::Other(_) => Support::Pairs,
            node => node.inputs().into_iter().fold(Support::Nothing, |sum, input| sum.with(self.support(input))),
        };
        let inputs = node.inputs();
        for input in &inputs {
            if let Some(count) = self.readers.get_mut(input.index()) {
                *count += 1;
            }
        }
        self.readers.push(0);
        self.inputs.push(inputs.into_boxed_slice());
        self.ids.insert(node.clone(), id);
        self.nodes.push(node);
        self.supports.push(support);
        id
    }

    /// Takes in all nodes of another plan; says where each of them is now.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<NodeId> {
        let mut places: Vec<NodeId> = Vec::with_capacity(other.nodes.len());
        for node in &other.nodes {
            let here = node.map(|input| places.get(input.index()).copied().unwrap_or(input));
            places.push(self.add(here));
        }
        places
    }
}

impl Index<NodeId> for Plan {
    type Output = Node;

    fn index(&self, id: NodeId) -> &Node {
        self.nodes.get(id.index()).unwrap_or(&Node::Today)
    }
}
