//! Calico's selector language: `app == 'web' && has(tier)`.
//!
//! Source: Calico, "Selectors", and the tokenizer and parser of its library: only spaces and tabs separate words, strings have no
//! escapes, `&&` binds tighter than `||`, and `!` binds to what follows it.

use std::ops::Range;

use podreach_syntax::{Node, Span};

use crate::sets::{Expression, Operator, Pattern, Requirement};

/// Parentheses and negations inside each other.
const DEPTH: usize = 64;
/// Characters of a label's key. Source: the tokenizer.
const LONGEST_KEY: usize = 512;

/// A selector as it was read.
#[derive(Clone, Debug)]
pub(crate) enum CalicoSelector {
    /// Labels of endpoints, of namespaces or of service accounts.
    Labels(Expression),
    /// `global()`: what is in no namespace.
    Global,
}

/// Why a text is no selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SelectorError {
    /// Bytes of the text.
    pub(crate) at: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to write.
    pub(crate) help: &'static str,
}

/// Reads a selector. `place` says where some bytes of its text are written.
pub(crate) fn parse(text: &str, place: &dyn Fn(Range<usize>) -> Span) -> Result<CalicoSelector, SelectorError> {
    let mut parser = Parser { text, at: 0, place };
    if parser.rest().trim_matches([' ', '\t']).is_empty() {
        return Ok(CalicoSelector::Labels(Expression::All(Vec::new())));
    }
    if parser.word("global()") && parser.is_at_end() {
        return Ok(CalicoSelector::Global);
    }
    parser.at = 0;
    let read = parser.any(0)?;
    if parser.is_at_end() {
        return Ok(CalicoSelector::Labels(read));
    }
    Err(parser.unexpected("`&&`, `||` or the end of the selector"))
}

/// Where bytes of a scalar's value are written; the whole scalar where the text is not that of the value.
pub(crate) fn place_in(node: &Node, at: &Range<usize>) -> Span {
    let value = node.as_str().unwrap_or_default();
    let written = node.span.end.saturating_sub(node.span.start) as usize;
    let quote = match written.checked_sub(value.len()) {
        Some(0) => 0,
        // In quotes, and nothing in it is escaped.
        Some(2) => 1,
        _ => return node.span,
    };
    let [start, end] = [at.start, at.end].map(|byte| node.span.start + quote + byte as u32);
    Span { start, end, ..node.span }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    place: &'a dyn Fn(Range<usize>) -> Span,
}

type Parsed<T> = Result<T, SelectorError>;

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Passes over what separates words.
    fn pass_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    fn is_at_end(&mut self) -> bool {
        self.pass_blanks();
        self.at == self.text.len()
    }

    /// Takes these characters, if they come next.
    fn word(&mut self, word: &str) -> bool {
        self.pass_blanks();
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Takes a word of letters that ends there, if it comes next.
    fn name(&mut self, word: &str) -> bool {
        self.pass_blanks();
        let rest = self.rest().strip_prefix(word);
        let found = rest.is_some_and(|rest| !rest.starts_with(is_of_label));
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// What stands there in place of something else.
    fn unexpected(&mut self, wanted: &str) -> SelectorError {
        self.pass_blanks();
        let rest = self.rest();
        let length = |found: &str| self.at..self.at + found.len();
        let Some(first) = rest.chars().next() else {
            let end = self.text.trim_end_matches([' ', '\t', '\n', '\r']).len();
            let message = format!("the selector ends where {wanted} is missing");
            return SelectorError { at: end.saturating_sub(1)..end, message, help: EXAMPLE };
        };
        if matches!(first, '\n' | '\r') {
            return SelectorError {
                at: self.at..self.at + 1,
                message: "the selector has a line break, which Calico does not read".into(),
                help: "write it on one line; in YAML, `>-` folds lines to one, and `|` does not",
            };
        }
        let one = rest.get(..first.len_utf8()).unwrap_or(rest);
        let (found, help) = match first {
            '&' | '|' if !rest.starts_with("&&") && !rest.starts_with("||") => (one, "write `&&` or `||`"),
            '=' if !rest.starts_with("==") => (one, "write `==`"),
            '&' | '|' | '=' | '!' if rest.len() > 1 && !rest.starts_with("!(") => {
                (rest.get(..2).unwrap_or(rest), EXAMPLE)
            }
            _ if is_of_label(first) => {
                let end = rest.find(|character| !is_of_label(character)).unwrap_or(rest.len());
                (rest.get(..end).unwrap_or(rest), EXAMPLE)
            }
            _ => (one, EXAMPLE),
        };
        SelectorError { at: length(found), message: format!("`{found}` stands where {wanted} is expected"), help }
    }

    /// `and || and`.
    fn any(&mut self, depth: usize) -> Parsed<Expression> {
        let mut parts = vec![self.all(depth)?];
        while self.word("||") {
            parts.push(self.all(depth)?);
        }
        Ok(only(parts, Expression::Any))
    }

    /// `operation && operation`.
    fn all(&mut self, depth: usize) -> Parsed<Expression> {
        let mut parts = vec![self.operation(depth)?];
        while self.word("&&") {
            parts.push(self.operation(depth)?);
        }
        Ok(only(parts, Expression::All))
    }

    fn operation(&mut self, depth: usize) -> Parsed<Expression> {
        let mut negated = false;
        while self.word("!") {
            negated = !negated;
        }
        let read = self.primary(depth)?;
        Ok(if negated { Expression::Not(Box::new(read)) } else { read })
    }

    fn primary(&mut self, depth: usize) -> Parsed<Expression> {
        self.pass_blanks();
        let start = self.at;
        if self.word("(") {
            if depth >= DEPTH {
                return error(start..start + 1, "the parentheses are nested too deep", "write a shorter selector");
            }
            let read = self.any(depth + 1)?;
            return if self.word(")") { Ok(read) } else { Err(self.unexpected("`)`")) };
        }
        if self.word("all(") {
            return if self.word(")") { Ok(Expression::All(Vec::new())) } else { Err(self.unexpected("`)`")) };
        }
        if self.word("global(") {
            let help = "write `global()` alone, as the `namespaceSelector` of a rule";
            return error(start..self.at, "`global()` stands beside something else", help);
        }
        if self.word("has(") {
            let key = self.key()?;
            let read = self.requirement(start, key, Operator::Exists);
            return if self.word(")") {
                Ok(self.requirement_to_here(start, read))
            } else {
                Err(self.unexpected("`)`"))
            };
        }
        let key = self.key()?;
        let operator = self.operator(start, key)?;
        Ok(self.requirement(start, key, operator))
    }

    fn requirement(&self, start: usize, key: &str, operator: Operator) -> Expression {
        Expression::Requirement(Requirement { key: key.into(), operator, span: (self.place)(start..self.at) })
    }

    fn requirement_to_here(&self, start: usize, read: Expression) -> Expression {
        match read {
            Expression::Requirement(one) => {
                Expression::Requirement(Requirement { span: (self.place)(start..self.at), ..one })
            }
            other => other,
        }
    }

    /// The key of a label.
    fn key(&mut self) -> Parsed<&'a str> {
        self.pass_blanks();
        let rest = self.rest();
        let end = rest.find(|character| !is_of_label(character)).unwrap_or(rest.len());
        let key = rest.get(..end).unwrap_or_default();
        if key.is_empty() {
            return Err(self.unexpected("a label, `has(…)`, `all()` or `(`"));
        }
        if key.len() > LONGEST_KEY {
            let message = format!("the label has {} characters, and {LONGEST_KEY} are possible", key.len());
            return error(self.at..self.at + key.len(), message, EXAMPLE);
        }
        self.at += key.len();
        Ok(key)
    }

    /// What is asked of a label: everything behind its key.
    fn operator(&mut self, start: usize, key: &str) -> Parsed<Operator> {
        let after = self.at;
        if self.word("==") {
            return Ok(Operator::Equals(self.string()?));
        }
        if self.word("!=") {
            return Ok(Operator::NotIn(vec![self.string()?]));
        }
        if self.name("in") {
            return Ok(Operator::In(self.strings()?));
        }
        if self.name("notin") || (self.name("not") && self.name("in")) {
            return Ok(Operator::NotIn(self.strings()?));
        }
        if self.name("contains") {
            return Ok(Operator::Like(Pattern::Contains(self.string()?)));
        }
        if self.name("startswith") || (self.name("starts") && self.name("with")) {
            return Ok(Operator::Like(Pattern::StartsWith(self.string()?)));
        }
        if self.name("endswith") || (self.name("ends") && self.name("with")) {
            return Ok(Operator::Like(Pattern::EndsWith(self.string()?)));
        }
        self.at = after;
        self.pass_blanks();
        if key == "has" && self.rest().starts_with('(') {
            return error(start..self.at, "a blank stands between `has` and `(`", "write `has(app)`");
        }
        if self.rest().is_empty() {
            let message = format!("nothing is asked of the label `{key}`");
            return error(start..after, message, "write `has(app)` where any value will do, or `app == 'web'`");
        }
        Err(self.unexpected("`==`, `!=`, `in`, `not in`, `contains`, `starts with` or `ends with`"))
    }

    /// `{'a', 'b'}`.
    fn strings(&mut self) -> Parsed<Vec<Box<str>>> {
        let mut found = Vec::new();
        if !self.word("{") {
            return Err(self.unexpected("`{`"));
        }
        loop {
            if self.word("}") {
                return Ok(found);
            }
            found.push(self.string()?);
            if !self.word(",") {
                return if self.word("}") { Ok(found) } else { Err(self.unexpected("`,` or `}`")) };
            }
        }
    }

    /// A string in either kind of quotes, without escapes.
    fn string(&mut self) -> Parsed<Box<str>> {
        self.pass_blanks();
        let rest = self.rest();
        let Some(quote) = rest.chars().next().filter(|first| matches!(first, '\'' | '"')) else {
            let end = rest.find(|character| !is_of_label(character)).unwrap_or(rest.len());
            if end > 0 {
                let value = rest.get(..end).unwrap_or_default();
                return error(
                    self.at..self.at + end,
                    format!("the value `{value}` has no quotes"),
                    "write the value in quotes: `app == 'web'`",
                );
            }
            return Err(self.unexpected("a value in quotes"));
        };
        let inner = rest.get(1..).unwrap_or_default();
        let Some(end) = inner.find(quote) else {
            let at = self.at..self.text.trim_end().len().max(self.at + 1);
            return error(at, "the quote is not closed", "end the value with the quote that it begins with");
        };
        self.at += end + 2;
        Ok(inner.get(..end).unwrap_or_default().into())
    }
}

const EXAMPLE: &str = "write it like `app == 'web' && tier in {'a', 'b'} && !has(debug)`";

fn error<T>(at: Range<usize>, message: impl Into<String>, help: &'static str) -> Parsed<T> {
    Err(SelectorError { at, message: message.into(), help })
}

const fn is_of_label(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '/' | '-')
}

/// The only part, or all of them together.
fn only(mut parts: Vec<Expression>, together: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(one) if parts.is_empty() => one,
        Some(last) => {
            parts.push(last);
            together(parts)
        }
        None => together(parts),
    }
}
