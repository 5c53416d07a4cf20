//! The facility's sites: their names as notes write them, and how far apart they are.

use serde::Deserialize;

/// One site with the other names that notes give it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteEntry {
    /// The name by which distances name it.
    pub name: String,
    /// Other names, such as a street or a short form.
    #[serde(default)]
    pub also: Vec<String>,
}

/// How far two sites lie apart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteDistance {
    /// One site.
    pub from: String,
    /// The other site.
    pub to: String,
    /// Miles by road.
    pub miles: u32,
}

/// Sites and distances; empty where the facility states none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sites {
    entries: Vec<SiteEntry>,
    distances: Vec<SiteDistance>,
}

impl Sites {
    /// Returns the table.
    pub fn new(entries: Vec<SiteEntry>, distances: Vec<SiteDistance>) -> Self {
        Self { entries, distances }
    }

    /// Returns whether no distance is known.
    pub fn is_empty(&self) -> bool {
        self.distances.is_empty()
    }

    /// Returns the name of the site that a note's words name: the words are the name or begin
    /// with it, whatever the case and punctuation.
    pub fn resolve(&self, written: &str) -> Option<&str> {
        let words = fold(written);
        let begins = |name: &str| {
            let name = fold(name);
            !name.is_empty() && (words == name || words.starts_with(&format!("{name} ")))
        };
        let listed = self
            .entries
            .iter()
            .find(|entry| begins(&entry.name) || entry.also.iter().any(|name| begins(name)));
        let ends = self
            .distances
            .iter()
            .flat_map(|distance| [&distance.from, &distance.to]);
        listed
            .map(|entry| &entry.name)
            .or_else(|| ends.into_iter().find(|name| begins(name)))
            .map(String::as_str)
    }

    /// Returns the miles between two sites, where the table has them in either direction.
    pub fn miles(&self, one: &str, other: &str) -> Option<u32> {
        let same = |a: &str, b: &str| fold(a) == fold(b);
        self.distances
            .iter()
            .find(|entry| {
                same(&entry.from, one) && same(&entry.to, other)
                    || same(&entry.from, other) && same(&entry.to, one)
            })
            .map(|entry| entry.miles)
    }

    /// Lays another table over this one; its entries win.
    pub fn overlay(&mut self, other: Self) {
        self.entries.splice(0..0, other.entries);
        self.distances.splice(0..0, other.distances);
    }
}

/// Returns the words of a name in lower case, one blank between them.
fn fold(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use crate::policy::FacilityFile;

    #[test]
    fn names_are_resolved_and_distances_read_both_ways() {
        let sites = FacilityFile::parse(
            r#"
            schema = 1
            [[site]]
            name = "Mill Road"
            also = ["MR clinic"]
            [[site_distance]]
            from = "Mill Road"
            to = "Lakeside House"
            miles = 18
            "#,
        )
        .expect("sites")
        .sites;
        assert_eq!(sites.resolve("MILL ROAD - Suite 2"), Some("Mill Road"));
        assert_eq!(sites.resolve("MR Clinic"), Some("Mill Road"));
        assert_eq!(sites.resolve("Lakeside House"), Some("Lakeside House"));
        assert_eq!(sites.resolve("Lakeside"), None, "half a name is none");
        assert_eq!(sites.resolve("Milling"), None);
        assert_eq!(sites.miles("Lakeside House", "Mill Road"), Some(18));
        assert_eq!(sites.miles("Mill Road", "Mill Road"), None);
    }
}
