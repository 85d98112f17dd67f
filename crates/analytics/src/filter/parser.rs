//! From tokens to a condition.

use super::FilterError;
use super::lexer::{Comparison, Kind, Token};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    Compare { column: Name, comparison: Comparison, literal: Literal },
    In { column: Name, negated: bool, literals: Vec<Literal> },
    Between { column: Name, negated: bool, low: Literal, high: Literal },
    IsNull { column: Name, negated: bool },
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) position: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Literal {
    pub(super) position: usize,
    pub(super) text: String,
    /// Whether it was written as a number, without quotes.
    pub(super) bare: bool,
}

impl Condition {
    /// Shows each column tested.
    pub(super) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Name)) {
        match self {
            Self::Compare { column, .. }
            | Self::In { column, .. }
            | Self::Between { column, .. }
            | Self::IsNull { column, .. } => see(column),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Not(part) => part.visit(see),
        }
    }
}

/// Deeper nesting is refused, so that no stage can exhaust the stack.
const MAX_DEPTH: usize = 50;

/// `end` is the length of the text in characters, where what is missing is missed.
pub(super) fn parse(tokens: &[Token], end: usize) -> Result<Condition, FilterError> {
    let mut parser = Parser { tokens, next: 0, end: end + 1, depth: 0 };
    let condition = parser.condition()?;
    match parser.peek() {
        None => Ok(condition),
        Some(_) => Err(parser.expected("and, or, or the end of the condition")),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn condition(&mut self) -> Result<Condition, FilterError> {
        let mut parts = vec![self.conjunction()?];
        while self.take_word("or") {
            parts.push(self.conjunction()?);
        }
        Ok(one_or(parts, Condition::Or))
    }

    fn conjunction(&mut self) -> Result<Condition, FilterError> {
        let mut parts = vec![self.negation()?];
        while self.take_word("and") {
            parts.push(self.negation()?);
        }
        Ok(one_or(parts, Condition::And))
    }

    fn negation(&mut self) -> Result<Condition, FilterError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let problem = format!("more than {MAX_DEPTH} parentheses and nots within each other");
            return Err(FilterError { position: self.position(), problem });
        }
        let condition = if self.take_word("not") {
            Condition::Not(Box::new(self.negation()?))
        } else if self.take(&Kind::Open) {
            let inner = self.condition()?;
            self.require(&Kind::Close, "a closing parenthesis")?;
            inner
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn test(&mut self) -> Result<Condition, FilterError> {
        let column = self.column()?;
        if self.take_word("is") {
            let negated = self.take_word("not");
            if !self.take_word("null") {
                return Err(self.expected("null or not null"));
            }
            return Ok(Condition::IsNull { column, negated });
        }
        let negated = self.take_word("not");
        if self.take_word("in") {
            self.require(&Kind::Open, "a list such as (1, 2)")?;
            let mut literals = vec![self.literal()?];
            while self.take(&Kind::Comma) {
                literals.push(self.literal()?);
            }
            self.require(&Kind::Close, "a comma or a closing parenthesis")?;
            return Ok(Condition::In { column, negated, literals });
        }
        if self.take_word("between") {
            let low = self.literal()?;
            if !self.take_word("and") {
                return Err(self.expected("and, as in between 1 and 5"));
            }
            let high = self.literal()?;
            return Ok(Condition::Between { column, negated, low, high });
        }
        match self.peek() {
            Some(Token { kind: Kind::Compare(comparison), .. }) if !negated => {
                let comparison = *comparison;
                self.next += 1;
                Ok(Condition::Compare { column, comparison, literal: self.literal()? })
            }
            _ if negated => Err(self.expected("in or between")),
            _ => Err(self.expected("=, <>, <, <=, >, >=, in, between or is")),
        }
    }

    fn column(&mut self) -> Result<Name, FilterError> {
        let token = self.peek();
        let name = match token.map(|token| &token.kind) {
            Some(Kind::Word(word)) if !is_reserved(word) => word.clone(),
            Some(Kind::Column(name)) => name.clone(),
            _ => return Err(self.expected("a column")),
        };
        let position = self.position();
        self.next += 1;
        Ok(Name { name, position })
    }

    fn literal(&mut self) -> Result<Literal, FilterError> {
        let (text, bare) = match self.peek().map(|token| &token.kind) {
            Some(Kind::Number(text)) => (text.clone(), true),
            Some(Kind::Text(text)) => (text.clone(), false),
            Some(Kind::Word(_) | Kind::Column(_)) => {
                return Err(
                    self.expected("a number or a 'text' in single quotes; columns are compared with values only")
                );
            }
            _ => return Err(self.expected("a number or a 'text' in single quotes")),
        };
        let position = self.position();
        self.next += 1;
        Ok(Literal { position, text, bare })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn position(&self) -> usize {
        self.peek().map_or(self.end, |token| token.position)
    }

    fn take(&mut self, kind: &Kind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.next += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found =
            matches!(self.peek(), Some(Token { kind: Kind::Word(found), .. }) if found.eq_ignore_ascii_case(word));
        self.next += usize::from(found);
        found
    }

    fn require(&mut self, kind: &Kind, what: &str) -> Result<(), FilterError> {
        if self.take(kind) { Ok(()) } else { Err(self.expected(what)) }
    }

    fn expected(&self, what: &str) -> FilterError {
        FilterError { position: self.position(), problem: format!("expected {what}") }
    }
}

fn is_reserved(word: &str) -> bool {
    ["and", "or", "not", "in", "between", "is", "null"].iter().any(|reserved| word.eq_ignore_ascii_case(reserved))
}

fn one_or(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}
