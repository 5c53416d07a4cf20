//! A query with its filters, and its translation for tantivy.

use super::document::day_number;
use super::error::SyntaxError;
use super::schema::{Fields, fold};
use super::syntax::{self, Node};
use crate::model::{Assertion, IndicatorId, LevelOfCare, ServiceDate};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query as TantivyQuery, RangeQuery,
    RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// What to look for.
///
/// Words beside each other must all be there; `"a phrase"` is found as written; `crav*` finds
/// any word that begins so; `AND`, `OR`, `NOT` in capitals, and parentheses; `patient:CH-1001`,
/// `kind:group-note`, `level:PHP`, `author:roe`, `indicator:D3-01`, `assertion:affirmed`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    nodes: Vec<Node>,
    from: Option<ServiceDate>,
    to: Option<ServiceDate>,
}

impl Query {
    /// Reads a query; an empty text asks for every note.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        Ok(Self {
            nodes: syntax::parse(text)?.into_iter().collect(),
            ..Self::default()
        })
    }

    /// Asks only for notes of a patient, by key.
    #[must_use]
    pub fn of_patient(self, key: &str) -> Self {
        self.and(Node::Patient(fold(key)))
    }

    /// Asks only for notes that mention an indicator.
    #[must_use]
    pub fn with_indicator(self, indicator: IndicatorId) -> Self {
        self.and(Node::Mention(Some(indicator), None))
    }

    /// Asks only for notes with a mention of this assertion; beside an indicator, of that one.
    #[must_use]
    pub fn with_assertion(self, assertion: Assertion) -> Self {
        self.and(Node::Mention(None, Some(assertion)))
    }

    /// Asks only for notes that name a level of care.
    #[must_use]
    pub fn at_level(self, level: LevelOfCare) -> Self {
        self.and(Node::Level(level))
    }

    /// Asks only for notes dated on or after a date; undated notes are left out.
    #[must_use]
    pub fn from(mut self, date: ServiceDate) -> Self {
        self.from = Some(date);
        self
    }

    /// Asks only for notes dated on or before a date; undated notes are left out.
    #[must_use]
    pub fn to(mut self, date: ServiceDate) -> Self {
        self.to = Some(date);
        self
    }

    fn and(mut self, node: Node) -> Self {
        self.nodes.push(node);
        self
    }

    /// Returns the whole query as one node.
    pub(super) fn node(&self) -> Node {
        syntax::all(self.nodes.iter().cloned())
    }

    /// Returns the query for tantivy.
    pub(super) fn to_tantivy(&self, fields: &Fields) -> tantivy::Result<Box<dyn TantivyQuery>> {
        let mut clauses = vec![(Occur::Must, translate(&self.node(), fields)?)];
        if self.from.is_some() || self.to.is_some() {
            let bound = |date: Option<ServiceDate>| match date {
                Some(date) => Bound::Included(Term::from_field_i64(fields.day, day_number(date))),
                None => Bound::Unbounded,
            };
            let range = RangeQuery::new(bound(self.from), bound(self.to));
            clauses.push((Occur::Must, unscored(Box::new(range))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }
}

fn translate(node: &Node, fields: &Fields) -> tantivy::Result<Box<dyn TantivyQuery>> {
    Ok(match node {
        Node::Phrase(words) => phrase(fields.text, words),
        Node::Prefix(stem) => {
            // A stem is one word of letters and digits: nothing in it needs escaping.
            unscored(Box::new(RegexQuery::from_pattern(
                &format!("{stem}.*"),
                fields.text,
            )?))
        }
        Node::Author(words) => unscored(phrase(fields.author, words)),
        Node::Patient(key) => term(fields.patient, key),
        Node::Kind(kind) => term(fields.kind, kind),
        Node::Level(level) => term(fields.level, &fold(level.id())),
        Node::Mention(indicator, assertion) => {
            let indicator = indicator.map(|id| fold(id.as_str())).unwrap_or_default();
            match assertion {
                Some(assertion) => term(fields.mention, &format!("{indicator}={}", assertion.id())),
                None => term(fields.mention, &indicator),
            }
        }
        Node::Not(inner) => without(Vec::new(), vec![translate(inner, fields)?]),
        Node::Any(nodes) => {
            let parts = nodes.iter().map(|node| translate(node, fields));
            Box::new(BooleanQuery::union(parts.collect::<tantivy::Result<_>>()?))
        }
        Node::All(nodes) => {
            let (mut with, mut not) = (Vec::new(), Vec::new());
            for node in nodes {
                match node {
                    Node::Not(inner) => not.push(translate(inner, fields)?),
                    other => with.push(translate(other, fields)?),
                }
            }
            without(with, not)
        }
    })
}

/// Joins what must and what must not be there. Tantivy finds nothing by exclusion alone, so
/// exclusion starts from every note.
fn without(
    with: Vec<Box<dyn TantivyQuery>>,
    not: Vec<Box<dyn TantivyQuery>>,
) -> Box<dyn TantivyQuery> {
    let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> =
        with.into_iter().map(|query| (Occur::Must, query)).collect();
    if clauses.is_empty() {
        clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
    }
    clauses.extend(not.into_iter().map(|query| (Occur::MustNot, query)));
    Box::new(BooleanQuery::new(clauses))
}

fn phrase(field: Field, words: &[String]) -> Box<dyn TantivyQuery> {
    let mut terms: Vec<Term> = words
        .iter()
        .map(|word| Term::from_field_text(field, word))
        .collect();
    if terms.len() == 1 {
        let option = IndexRecordOption::WithFreqs;
        return Box::new(TermQuery::new(terms.remove(0), option));
    }
    Box::new(PhraseQuery::new(terms))
}

fn term(field: Field, value: &str) -> Box<dyn TantivyQuery> {
    let term = Term::from_field_text(field, value);
    unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
}

/// Facts select notes and do not rank them; words do.
fn unscored(query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
