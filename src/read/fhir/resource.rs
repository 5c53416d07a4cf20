//! Finds a file's FHIR resources and resolves the references between them. References that lead
//! out of the file are counted and said; circles of references cannot trap it, since nothing
//! here follows more than one.

use super::json::{Item, Json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// One resource.
#[derive(Clone, Copy)]
pub(super) struct Resource<'j, 't> {
    /// Its value.
    pub(super) item: Item<'j, 't>,
    /// Its address, where its bundle gives one.
    full_url: Option<Item<'j, 't>>,
}

impl<'j, 't> Resource<'j, 't> {
    /// Returns its type: `Patient`.
    pub(super) fn kind(&self) -> String {
        self.item.text_of("resourceType").unwrap_or_default()
    }

    /// Returns `Patient/12`, where it has an id.
    pub(super) fn key(&self) -> Option<String> {
        Some(format!("{}/{}", self.kind(), self.item.text_of("id")?))
    }
}

/// A file's resources.
pub(super) struct Resources<'j, 't> {
    /// Whole resources in file order, without bundles.
    pub(super) all: Vec<Resource<'j, 't>>,
    /// Resources in which the file breaks off.
    pub(super) broken: Vec<Item<'j, 't>>,
    /// Values at the top that are no resources.
    pub(super) strangers: usize,
    by_key: BTreeMap<String, usize>,
    by_kind: BTreeMap<String, Vec<usize>>,
    /// References that lead nowhere, by the type they name.
    missing: RefCell<BTreeSet<(String, String)>>,
}

impl<'j, 't> Resources<'j, 't> {
    /// Finds the resources of a file: single, in an array, in bundles, one a line.
    pub(super) fn find(json: &'j Json<'t>) -> Self {
        let mut found = Self {
            all: Vec::new(),
            broken: Vec::new(),
            strangers: 0,
            by_key: BTreeMap::new(),
            by_kind: BTreeMap::new(),
            missing: RefCell::new(BTreeSet::new()),
        };
        let mut due: Vec<(Item<'j, 't>, Option<Item<'j, 't>>)> = json
            .roots()
            .flat_map(Item::items)
            .map(|item| (item, None))
            .collect();
        due.reverse();
        while let Some((item, full_url)) = due.pop() {
            let named = |kind: &String| kind.starts_with(|c: char| c.is_ascii_alphabetic());
            let Some(kind) = item.text_of("resourceType").filter(named) else {
                found.strangers += 1;
                continue;
            };
            let holder = match kind.as_str() {
                "Bundle" => "entry",
                "Parameters" => "parameter",
                _ if item.is_broken() => {
                    found.broken.push(item);
                    continue;
                }
                _ => {
                    found.add(Resource { item, full_url });
                    continue;
                }
            };
            let first = due.len();
            for entry in item.each(holder) {
                if let Some(inner) = entry.get("resource").filter(|inner| inner.is_object()) {
                    due.push((inner, entry.get("fullUrl")));
                }
            }
            // Taken from the end, so the first entry must stand last.
            if let Some(new) = due.get_mut(first..) {
                new.reverse();
            }
        }
        found
    }

    fn add(&mut self, resource: Resource<'j, 't>) {
        let at = self.all.len();
        let mut keys: Vec<String> = resource.key().into_iter().collect();
        let address = resource.full_url.and_then(Item::text);
        keys.extend(address.map(|address| address.into_owned()));
        for identifier in resource.item.each("identifier") {
            if let (Some(system), Some(value)) =
                (identifier.text_of("system"), identifier.text_of("value"))
            {
                keys.push(format!("{}?identifier={system}|{value}", resource.kind()));
            }
        }
        self.by_kind.entry(resource.kind()).or_default().push(at);
        for key in keys {
            self.by_key.entry(key).or_insert(at);
        }
        self.all.push(resource);
    }

    /// Returns the resources of a type.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = Resource<'j, 't>> {
        let places = self.by_kind.get(kind).into_iter().flatten();
        places.filter_map(|at| self.all.get(*at)).copied()
    }

    /// Returns the resource that a reference names. `within` is the resource that refers, for
    /// what it contains itself.
    pub(super) fn resolve(
        &self,
        reference: Item<'j, 't>,
        within: Item<'j, 't>,
    ) -> Option<Item<'j, 't>> {
        let written = reference.text_of("reference")?;
        if let Some(id) = written.strip_prefix('#') {
            return within
                .each("contained")
                .find(|inner| inner.text_of("id").as_deref() == Some(id));
        }
        let found = self
            .by_key
            .get(&written)
            .or_else(|| self.by_key.get(&relative(&written)?))
            .and_then(|at| self.all.get(*at));
        if found.is_none() {
            let kind = relative(&written)
                .and_then(|key| key.split(['/', '?']).next().map(str::to_owned))
                .filter(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()))
                .unwrap_or_else(|| "resource".to_owned());
            self.missing.borrow_mut().insert((kind, written));
        }
        found.map(|resource| resource.item)
    }

    /// Returns the resource at an address, such as a `Binary` that an attachment names.
    pub(super) fn at_address(&self, address: &str) -> Option<Item<'j, 't>> {
        self.by_key
            .get(address)
            .or_else(|| self.by_key.get(&relative(address)?))
            .and_then(|at| self.all.get(*at))
            .map(|resource| resource.item)
    }

    /// Returns how many resources of each type are referred to and not in the file.
    pub(super) fn missing(&self) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        for (kind, _) in self.missing.borrow().iter() {
            *counts.entry(kind.clone()).or_default() += 1;
        }
        counts
    }
}

/// Returns `Patient/12` from an address with a server before it or a version behind it.
pub(super) fn relative(address: &str) -> Option<String> {
    let address = address.split("/_history/").next()?;
    let (head, id) = address.rsplit_once('/')?;
    let kind = head.rsplit('/').next()?;
    (!kind.is_empty() && !id.is_empty()).then(|| format!("{kind}/{id}"))
}
