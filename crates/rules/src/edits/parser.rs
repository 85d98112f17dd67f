//! From tokens to a condition, by recursive descent: a method a rule of the grammar in `docs/edits.md`.

use std::ops::Range;

use super::error::Fault;
use super::lexer::{Token, TokenKind, tokens};
use super::literal::Located;
use super::syntax::{Expr, ExprKind, Member, Name, Operator, Sign, Unit};

/// Parentheses and `not` within each other, at most: deeper ones are a mistake, and would use up the stack.
const DEEPEST: usize = 32;

/// Reads a condition, or a value.
pub(crate) fn parse(source: &Located<'_>) -> Result<Expr, Fault> {
    let mut parser = Parser { tokens: tokens(source)?, at: 0, depth: 0 };
    let expr = parser.condition()?;
    match parser.kind() {
        TokenKind::End => Ok(expr),
        TokenKind::Text(_) | TokenKind::Number(_) | TokenKind::Word(_) | TokenKind::Sign("(") => {
            Err(parser.expected("a comparison, `and` or `or`"))
        }
        _ => Err(parser.expected("`and`, `or` or the end of the condition")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, Fault>;

impl Parser {
    /// `A or B`
    fn condition(&mut self) -> Parsed<Expr> {
        self.chain("or", Self::conjunction, ExprKind::Or)
    }

    /// `A and B`
    fn conjunction(&mut self) -> Parsed<Expr> {
        self.chain("and", Self::negation, ExprKind::And)
    }

    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Parsed<Expr>,
        all: fn(Vec<Expr>) -> ExprKind,
    ) -> Parsed<Expr> {
        let first = part(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(part(self)?);
        }
        let (start, end) = (parts.first().map_or(0, |part| part.at.start), self.end_before());
        Ok(Expr { kind: all(parts), at: start..end })
    }

    /// `not A`
    fn negation(&mut self) -> Parsed<Expr> {
        let start = self.place().start;
        if !self.take_word("not") {
            return self.comparison();
        }
        let inner = self.deeper(Self::negation)?;
        Ok(self.since(start, ExprKind::Not(Box::new(inner))))
    }

    /// A value, or a value and what is asked of it.
    fn comparison(&mut self) -> Parsed<Expr> {
        let start = self.place().start;
        if self.is_sign("(")
            && let Some(keys) = self.tuple()?
        {
            let negated = self.take_word("not");
            self.want_word("in")?;
            let table = self.table()?;
            return Ok(self.since(start, ExprKind::InTable { negated, keys, table }));
        }
        let value = self.sum()?;
        let possibly = self.take_word("possibly");
        if let Some(operator) = self.operator()? {
            let right = Box::new(self.sum()?);
            return Ok(self.since(start, ExprKind::Compare { operator, possibly, left: Box::new(value), right }));
        }
        if possibly {
            return Err(self.expected("a comparison after possibly"));
        }
        let negated = self.is_word("not") && self.take_word("not");
        let value = Box::new(value);
        let kind = if self.take_word("in") {
            if self.is_word("table") {
                ExprKind::InTable { negated, keys: vec![*value], table: self.table()? }
            } else {
                ExprKind::In { negated, value, members: self.members()? }
            }
        } else if self.take_word("matches") {
            ExprKind::Matches { negated, value, pattern: self.text("a format in quotes, such as 'C###'")? }
        } else if self.take_word("between") {
            let low = Box::new(self.sum()?);
            self.want_word("and")?;
            ExprKind::Between { negated, value, low, high: Box::new(self.sum()?) }
        } else if negated {
            return Err(self.expected("`in`, `matches` or `between` after not"));
        } else {
            return Ok(*value);
        };
        Ok(self.since(start, kind))
    }

    /// A sign or words that compare two values, if there are.
    fn operator(&mut self) -> Parsed<Option<Operator>> {
        let operator = match self.kind() {
            TokenKind::Sign("=") => Operator::Equal,
            TokenKind::Sign("<>") => Operator::NotEqual,
            TokenKind::Sign("<") => Operator::Less,
            TokenKind::Sign("<=") => Operator::LessOrEqual,
            TokenKind::Sign(">") => Operator::Greater,
            TokenKind::Sign(">=") => Operator::GreaterOrEqual,
            TokenKind::Word(word) if word == "before" => Operator::Before,
            TokenKind::Word(word) if word == "after" => Operator::After,
            TokenKind::Word(word) if word == "on" => {
                self.at += 1;
                self.want_word("or")?;
                match self.kind() {
                    TokenKind::Word(word) if word == "before" => Operator::OnOrBefore,
                    TokenKind::Word(word) if word == "after" => Operator::OnOrAfter,
                    _ => return Err(self.expected("`before` or `after` after on or")),
                }
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(operator))
    }

    /// `( 'C500'-'C509', list(l), item )`, or `list(l)` alone.
    fn members(&mut self) -> Parsed<Vec<Member>> {
        if self.is_word("list") {
            return Ok(vec![self.member()?]);
        }
        if !self.take_sign("(") {
            return Err(self.expected("codes in parentheses, list(name) or table(name) after in"));
        }
        let mut members = vec![self.member()?];
        while self.take_sign(",") {
            members.push(self.member()?);
        }
        self.want_sign(")")?;
        Ok(members)
    }

    fn member(&mut self) -> Parsed<Member> {
        if self.is_word("list") {
            return self.named("list").map(Member::List);
        }
        let TokenKind::Text(first) = self.kind().clone() else {
            return self.deeper(Self::sum).map(Member::Value);
        };
        let start = self.place().start;
        self.at += 1;
        let last =
            if self.take_sign("-") { self.text("the last code of the range in quotes")?.text } else { first.clone() };
        Ok(Member::Codes { first, last, at: start..self.end_before() })
    }

    fn table(&mut self) -> Parsed<Name> {
        if self.is_word("table") { self.named("table") } else { Err(self.expected("table(name) after in")) }
    }

    /// `list(name)`, `table(name)`
    fn named(&mut self, what: &str) -> Parsed<Name> {
        self.at += 1;
        self.want_sign("(")?;
        let name = self.word(&format!("the name of a {what}"))?;
        self.want_sign(")")?;
        Ok(name)
    }

    /// `(a, b)`, where more than one value stands in the parentheses.
    fn tuple(&mut self) -> Parsed<Option<Vec<Expr>>> {
        let start = self.at;
        if !self.has_comma() {
            return Ok(None);
        }
        self.at = start + 1;
        let mut keys = vec![self.deeper(Self::sum)?];
        while self.take_sign(",") {
            keys.push(self.deeper(Self::sum)?);
        }
        self.want_sign(")")?;
        Ok(Some(keys))
    }

    /// Whether the parentheses that open here have a comma that is not within further parentheses.
    fn has_comma(&self) -> bool {
        let mut depth = 0_usize;
        for token in self.tokens.iter().skip(self.at) {
            match token.kind {
                TokenKind::Sign("(") => depth += 1,
                TokenKind::Sign(")") if depth <= 1 => return false,
                TokenKind::Sign(")") => depth -= 1,
                TokenKind::Sign(",") if depth == 1 => return true,
                _ => {}
            }
        }
        false
    }

    /// `a + b - c`
    fn sum(&mut self) -> Parsed<Expr> {
        let first = self.term()?;
        let mut terms = vec![(Sign::Plus, first)];
        loop {
            let sign = match self.kind() {
                TokenKind::Sign("+") => Sign::Plus,
                TokenKind::Sign("-") => Sign::Minus,
                _ => break,
            };
            self.at += 1;
            terms.push((sign, self.term()?));
        }
        let start = terms.first().map_or(0, |(_, term)| term.at.start);
        match (terms.len(), terms.pop()) {
            (1, Some((_, only))) => Ok(only),
            (_, last) => {
                terms.extend(last);
                Ok(self.since(start, ExprKind::Sum(terms)))
            }
        }
    }

    fn term(&mut self) -> Parsed<Expr> {
        let Token { kind, at } = self.token();
        let start = at.start;
        match kind {
            TokenKind::Text(text) => self.one(ExprKind::Text(text)),
            TokenKind::Number(number) => self.one(ExprKind::Number(number)),
            TokenKind::Sign("(") => {
                self.at += 1;
                let inner = self.deeper(Self::condition)?;
                self.want_sign(")")?;
                Ok(Expr { at: start..self.end_before(), ..inner })
            }
            TokenKind::Word(word) => {
                self.at += 1;
                self.term_of_word(word, start)
            }
            TokenKind::Sign(_) | TokenKind::End => Err(self.expected("an item, a value or a condition")),
        }
    }

    /// What starts with a word, which has been read.
    fn term_of_word(&mut self, word: String, start: usize) -> Parsed<Expr> {
        let kind = match word.as_str() {
            "any" | "no" if self.is_word("other") => {
                self.at += 1;
                self.want_word("tumor")?;
                let condition = Box::new(self.where_condition()?);
                ExprKind::AnyOther { negated: word == "no", condition }
            }
            "number" if self.take_word("of") => {
                let others = self.take_word("other");
                self.want_word("tumors")?;
                let condition = if self.is_word("where") { Some(Box::new(self.where_condition()?)) } else { None };
                ExprKind::NumberOfTumors { others, condition }
            }
            "other" if self.take_sign(".") => ExprKind::Other(self.word("an item after other.")?.text),
            _ => match Unit::from_word(&word).filter(|_| self.is_word("from")) {
                Some(unit) => {
                    self.at += 1;
                    let from = Box::new(self.deeper(Self::term)?);
                    self.want_word("to")?;
                    ExprKind::Elapsed { unit, from, to: Box::new(self.deeper(Self::term)?) }
                }
                None if self.take_sign("(") => ExprKind::Call { function: word, arguments: self.arguments()? },
                None if KEYWORDS.contains(&word.as_str()) => {
                    self.at -= 1;
                    return Err(self.expected("an item, a value or a condition"));
                }
                None => ExprKind::Name(word),
            },
        };
        Ok(self.since(start, kind))
    }

    /// `where ( ... )`
    fn where_condition(&mut self) -> Parsed<Expr> {
        self.want_word("where")?;
        self.want_sign("(")?;
        let condition = self.deeper(Self::condition)?;
        self.want_sign(")")?;
        Ok(condition)
    }

    fn arguments(&mut self) -> Parsed<Vec<Expr>> {
        let mut arguments = Vec::new();
        if self.take_sign(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.deeper(Self::condition)?);
            if !self.take_sign(",") {
                break;
            }
        }
        self.want_sign(")")?;
        Ok(arguments)
    }

    fn deeper<T>(&mut self, part: fn(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEEPEST {
            return Err(Fault::new(self.place(), "the condition is nested too deeply")
                .help("give parts of it a name in [define]"));
        }
        self.depth += 1;
        let inner = part(self);
        self.depth -= 1;
        inner
    }

    fn token(&self) -> Token {
        self.tokens.get(self.at).cloned().unwrap_or(Token { kind: TokenKind::End, at: 0..0 })
    }

    fn kind(&self) -> &TokenKind {
        self.tokens.get(self.at).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn place(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(0..0, |token| token.at.clone())
    }

    /// The end of the token before this one.
    fn end_before(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.at.end)
    }

    fn since(&self, start: usize, kind: ExprKind) -> Expr {
        Expr { kind, at: start..self.end_before().max(start) }
    }

    fn one(&mut self, kind: ExprKind) -> Parsed<Expr> {
        let at = self.place();
        self.at += 1;
        Ok(Expr { kind, at })
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.kind(), TokenKind::Word(found) if found == word)
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind(), TokenKind::Sign(found) if *found == sign)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_there = self.is_word(word);
        self.at += usize::from(is_there);
        is_there
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is_there = self.is_sign(sign);
        self.at += usize::from(is_there);
        is_there
    }

    fn want_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.expected(&format!("`{word}`"))) }
    }

    fn want_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.expected(&format!("`{sign}`"))) }
    }

    fn word(&mut self, what: &str) -> Parsed<Name> {
        match self.token() {
            Token { kind: TokenKind::Word(text), at } => {
                self.at += 1;
                Ok(Name { text, at })
            }
            _ => Err(self.expected(what)),
        }
    }

    fn text(&mut self, what: &str) -> Parsed<Name> {
        match self.token() {
            Token { kind: TokenKind::Text(text), at } => {
                self.at += 1;
                Ok(Name { text, at })
            }
            _ => Err(self.expected(what)),
        }
    }

    fn expected(&self, what: &str) -> Fault {
        let after = match self.at.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            Some(before) if !what.contains(" after ") => format!(" after {}", before.kind.describe()),
            _ => String::new(),
        };
        Fault::new(self.place(), format!("expected {what}{after}, found {}", self.kind().describe()))
    }
}

/// Words that cannot be names.
const KEYWORDS: [&str; 11] =
    ["and", "or", "not", "in", "matches", "between", "before", "after", "possibly", "where", "list"];

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Expr, Fault> {
        let file = format!("'''{text}'''");
        parse(&Located::new(text, &file, 0..file.len()))
    }

    #[test]
    fn not_binds_closest_then_and_then_or() {
        let expr = parsed("not a = '1' and b = '2' or c = '3'").unwrap();
        let ExprKind::Or(parts) = expr.kind else { panic!("{expr:?}") };
        let ExprKind::And(first) = &parts[0].kind else { panic!("{parts:?}") };
        assert!(matches!(first[0].kind, ExprKind::Not(_)));
        assert!(matches!(parts[1].kind, ExprKind::Compare { operator: Operator::Equal, possibly: false, .. }));
    }

    #[test]
    fn every_form_is_read() {
        for text in [
            "a",
            "blank(a, b) or not collected(c)",
            "a not in ('1', '10'-'80', list(l), b)",
            "a in list(l)",
            "(a, start(b, 3)) not in table(t)",
            "a in table(t)",
            "number(a) between 1 and 2 + number(b)",
            "a possibly on or before date('2020')",
            "years from a to today > 120",
            "any other tumor where (other.a = a and number(other.b) < number(b))",
            "number of tumors > 1 and number of other tumors where (other.a = '1') = 0",
            "no other tumor where (other.is_x)",
            "(a matches '#|##')",
        ] {
            assert!(parsed(text).is_ok(), "{text}: {:?}", parsed(text));
        }
    }

    #[test]
    fn messages_say_what_was_expected_and_found() {
        for (text, message) in [
            ("a '1'", "expected a comparison, `and` or `or` after a, found '1'"),
            ("a =", "expected an item, a value or a condition after `=`, found the end of the condition"),
            ("a = '1' and", "expected an item, a value or a condition after and, found the end of the condition"),
            ("", "expected an item, a value or a condition, found the end of the condition"),
            ("a in 'x'", "expected codes in parentheses, list(name) or table(name) after in, found 'x'"),
            ("a in ('1'-2)", "expected the last code of the range in quotes after `-`, found 2"),
            ("a not = '1'", "expected `in`, `matches` or `between` after not, found `=`"),
            ("a on before b", "expected `or` after on, found before"),
            ("(a, b) = '1'", "expected `in` after `)`, found `=`"),
            ("any other tumor (a)", "expected `where` after tumor, found `(`"),
            ("a = '1')", "expected `and`, `or` or the end of the condition after '1', found `)`"),
            ("a in (in)", "expected an item, a value or a condition after `(`, found in"),
        ] {
            assert_eq!(parsed(text).unwrap_err().message, message, "{text}");
        }
        let deep = format!("{}a", "(".repeat(10_000));
        assert_eq!(parsed(&deep).unwrap_err().message, "the condition is nested too deeply");
        assert_eq!(parsed(&"not ".repeat(10_000)).unwrap_err().message, "the condition is nested too deeply");
    }
}
