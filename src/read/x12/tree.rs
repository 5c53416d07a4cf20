//! The HL tree of a transaction, whatever the transaction is. It answers which node a segment
//! stands under, also where parent ids are wrong, and holds millions of nodes in little room.

use super::lexer::Segment;
use super::source::Source;
use crate::problem::ProblemKind;
use std::collections::BTreeMap;

/// What a node of the tree stands for (HL03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Level {
    /// What stands before any HL.
    #[default]
    Root,
    /// 20: billing provider, payer or review organization.
    Source,
    /// 21: receiver of the information.
    Receiver,
    /// 19: provider.
    Provider,
    /// 22: subscriber.
    Subscriber,
    /// 23: dependent.
    Dependent,
    /// PT: patient.
    Patient,
    /// EV: the event under review.
    Event,
    /// SS: one service of an event.
    Service,
    /// Anything else.
    Other,
}

impl Level {
    fn of(code: &str) -> Self {
        match code {
            "20" => Self::Source,
            "21" => Self::Receiver,
            "19" => Self::Provider,
            "22" => Self::Subscriber,
            "23" => Self::Dependent,
            "PT" => Self::Patient,
            "EV" => Self::Event,
            "SS" => Self::Service,
            _ => Self::Other,
        }
    }
}

/// The nodes of one transaction, in file order, each with what its segments say.
pub(super) struct Tree<'t, F> {
    nodes: Vec<Node<F>>,
    /// Places of nodes whose id is not their number in the file; others need no entry.
    odd_ids: BTreeMap<&'t str, u32>,
    /// The last node of each level.
    latest: BTreeMap<Level, u32>,
    current: u32,
}

struct Node<F> {
    parent: u32,
    level: Level,
    /// Whether the id is the node's number in the file.
    is_numbered: bool,
    facts: Option<Box<F>>,
}

/// Real trees are six levels deep; a deeper chain is damage, and following it for every claim
/// would take forever.
const DEEPEST: usize = 16;

impl<'t, F: Default> Tree<'t, F> {
    /// Starts with a root that collects what stands before any HL.
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node {
                parent: 0,
                level: Level::Root,
                is_numbered: false,
                facts: None,
            }],
            odd_ids: BTreeMap::new(),
            latest: BTreeMap::new(),
            current: 0,
        }
    }

    /// Opens the node of an HL segment. `above` gives the levels of which its parent must be,
    /// the usual one first; none means that any parent will do.
    pub(super) fn open(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        above: impl Fn(Level) -> &'static [Level],
    ) -> Level {
        let level = Level::of(segment.element(3).text);
        let wanted = above(level);
        let stated = self.find(segment.element(2).text);
        let parent = if wanted.is_empty() {
            stated.unwrap_or(0)
        } else {
            let fits = |index: &u32| {
                let node = self.nodes.get(*index as usize);
                node.is_some_and(|node| wanted.contains(&node.level))
            };
            stated.filter(fits).unwrap_or_else(|| {
                let message = "names no parent of the level above it; the one before it in the \
                               file is taken";
                source.trouble(segment, ProblemKind::ClaimStructure, message);
                self.last_of(wanted)
            })
        };
        self.push(parent, level, segment.element(1).text);
        level
    }

    /// Opens a node whose HL was lost.
    pub(super) fn open_implied(&mut self, level: Level, above: &[Level]) {
        self.push(self.last_of(above), level, "");
    }

    /// Returns the level of the current node.
    pub(super) fn level(&self) -> Level {
        let node = self.nodes.get(self.current as usize);
        node.map_or(Level::Root, |node| node.level)
    }

    /// Returns what the current node says, to be added to.
    pub(super) fn facts(&mut self) -> &mut F {
        let last = self.nodes.len() - 1;
        let place = (self.current as usize).min(last);
        self.nodes[place].facts.get_or_insert_default()
    }

    /// Returns what the current node says, where it says anything.
    pub(super) fn own(&self) -> Option<&F> {
        self.nodes.get(self.current as usize)?.facts.as_deref()
    }

    /// Returns the first value found from the current node upward.
    pub(super) fn nearest<'n, T>(&'n self, value: impl Fn(&'n F) -> Option<T>) -> Option<T> {
        self.upward().find_map(|(_, facts)| value(facts?))
    }

    /// Returns the current node and those above it, with their levels. Parents always come
    /// earlier in the list, so this ends.
    pub(super) fn upward(&self) -> impl Iterator<Item = (Level, Option<&F>)> {
        let mut next = Some(self.current);
        let steps = std::iter::from_fn(move || {
            let place = next?;
            let node = self.nodes.get(place as usize)?;
            next = (place > 0).then_some(node.parent);
            Some((node.level, node.facts.as_deref()))
        });
        steps.take(DEEPEST)
    }

    fn push(&mut self, parent: u32, level: Level, id: &'t str) {
        let place = self.nodes.len() as u32;
        let is_numbered = !id.starts_with('0') && id.parse() == Ok(place);
        if !is_numbered && !id.is_empty() {
            self.odd_ids.insert(id, place);
        }
        self.nodes.push(Node {
            parent,
            level,
            is_numbered,
            facts: None,
        });
        self.latest.insert(level, place);
        self.current = place;
    }

    fn find(&self, id: &str) -> Option<u32> {
        if let Some(place) = self.odd_ids.get(id) {
            return Some(*place);
        }
        let place: u32 = id.parse().ok()?;
        let node = self.nodes.get(place as usize)?;
        node.is_numbered.then_some(place)
    }

    fn last_of(&self, levels: &[Level]) -> u32 {
        let places = levels.iter().filter_map(|level| self.latest.get(level));
        places.copied().next().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::Lexer;
    use super::*;
    use crate::text::FileId;

    const ANY: fn(Level) -> &'static [Level] = |_| &[];

    fn walk(text: &str, above: impl Fn(Level) -> &'static [Level] + Copy) -> (String, usize) {
        let mut source = Source::new(FileId(0), text);
        let mut tree: Tree<'_, String> = Tree::new();
        for segment in Lexer::new(text).filter(|segment| segment.id() == "HL") {
            tree.open(&mut source, &segment, above);
            *tree.facts() = segment.element(1).text.to_owned();
        }
        let path: Vec<&str> = tree
            .upward()
            .filter_map(|(_, facts)| facts)
            .map(String::as_str)
            .collect();
        (path.join("<"), source.problems().len())
    }

    #[test]
    fn parents_are_found_by_id_and_not_by_order() {
        let text = "ST*278*1~BHT*1~HL*1**20*1~HL*2*1*21*1~HL*3*1*21*1~HL*4*2*22*0~";
        assert_eq!(walk(text, ANY), ("4<2<1".into(), 0));
        let text = "ST*278*1~BHT*1~HL*A**20*1~HL*002*A*21*1~HL*9*002*22*0~";
        assert_eq!(walk(text, ANY), ("9<002<A".into(), 0));
    }

    #[test]
    fn a_parent_of_the_wrong_level_is_replaced_and_reported() {
        let text = "ST*837*1~BHT*1~HL*1**20*1~HL*2*2*22*0~";
        let above = |level| match level {
            Level::Subscriber => &[Level::Source][..],
            _ => &[],
        };
        assert_eq!(walk(text, above), ("2<1".into(), 1));
    }

    #[test]
    fn cycles_and_self_reference_end() {
        let text = "ST*837*1~BHT*1~HL*1*2*20*1~HL*2*1*20*1~HL*2*2*20*1~";
        assert_eq!(walk(text, ANY).0, "2<2<1");
    }
}
