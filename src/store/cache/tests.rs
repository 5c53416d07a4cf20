//! What the cache promises: an unchanged file's facts come back, anything doubtful does not.

use super::*;
use crate::store::discover;
use std::fs;

const KEY: CacheKey = [7; 32];

/// A case folder with two files and a folder for its cache.
struct Case {
    _folder: tempfile::TempDir,
    root: PathBuf,
    cache: PathBuf,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, cache) = (folder.path().join("case"), folder.path().join("facts"));
        fs::create_dir(&root).expect("a case folder");
        for name in ["a.txt", "b.txt"] {
            fs::write(root.join(name), name).expect("a file");
        }
        Self {
            _folder: folder,
            root,
            cache,
        }
    }

    fn files(&self) -> Vec<CaseFile> {
        discover(&self.root).expect("a case").files
    }

    fn open(&self, key: CacheKey) -> FactCache {
        FactCache::open(&self.cache, key).expect("a cache")
    }

    /// Keeps `facts of NAME` for every file.
    fn fill(&self) {
        let cache = self.open(KEY);
        for file in self.files() {
            let (_, sha256) = file.location.read().expect("the file is read");
            let stamp = file.stamp.expect("a stamp");
            let facts = format!("facts of {}", file.path);
            let (behind, _) = body_of(&file);
            let put = cache.put(&file, stamp, &sha256, (facts.as_bytes(), &behind));
            put.expect("facts are kept");
        }
        self.finish(cache);
    }

    fn finish(&self, cache: FactCache) -> KeptFacts {
        let case = discover(&self.root).expect("a case");
        cache.finish(&case).expect("the list is written")
    }

    /// Returns what is given out behind every file's facts.
    fn bodies(&self, kept: &KeptFacts) -> Vec<Option<Vec<u8>>> {
        let each = self.files().into_iter().map(|file| {
            let (_, place) = body_of(&file);
            kept.body(file.id, &place)
        });
        each.collect()
    }

    /// Returns what a cache gives for every file by its bytes.
    fn known(&self, cache: &FactCache) -> Vec<Option<String>> {
        let each = self.files().into_iter().map(|file| {
            let (_, sha256) = file.location.read().expect("the file is read");
            let is_kept = cache.has_same_bytes(&file, &sha256);
            let kept = cache.read(&file).filter(|_| is_kept)?;
            Some(String::from_utf8(kept).expect("text was kept"))
        });
        each.collect()
    }
}

/// Returns two bodies of a file, one behind the other, and the place of the second.
fn body_of(file: &CaseFile) -> (Vec<u8>, BodyPlace) {
    let second = format!("body of {}", file.path);
    let each = [b"first".to_vec(), second.into_bytes()];
    let (all, places) = bodies(each.into_iter()).expect("they are short");
    (all, places[1])
}

fn both() -> Vec<Option<String>> {
    ["facts of a.txt", "facts of b.txt"]
        .map(|facts| Some(facts.to_owned()))
        .to_vec()
}

#[test]
fn what_was_kept_comes_back_for_the_same_bytes() {
    let case = Case::new();
    case.fill();
    assert_eq!(case.known(&case.open(KEY)), both());
    fs::write(case.root.join("a.txt"), "A.TXT").expect("a file");
    assert_eq!(case.known(&case.open(KEY)), [None, both().remove(1)]);
}

#[test]
fn a_stamp_speaks_for_a_file_only_when_it_is_old_enough() {
    let case = Case::new();
    case.fill();
    let cache = case.open(KEY);
    let file = case.files().remove(0);
    let stamp = file.stamp.expect("a stamp");
    // It was written within the same tick as it was read.
    assert!(!cache.has_unchanged(&file));
    let read = cache.known(&file).expect("it is known").read;
    assert!(stamp.is_settled(read + 3_000_000_000));
    assert!(!stamp.is_settled(read));
}

#[test]
fn an_old_stamp_spares_the_reading_and_another_stamp_does_not() {
    let case = Case::new();
    case.fill();
    let mut list = List::read(&case.cache).expect("a list");
    for entry in &mut list.entries {
        entry.slot.read += 3_000_000_000;
    }
    list.write(&case.cache).expect("the list is written");
    let cache = case.open(KEY);
    let file = case.files().remove(0);
    assert!(cache.has_unchanged(&file));
    let kept = cache.read(&file).expect("it is known");
    assert_eq!(kept, b"facts of a.txt");
    fs::write(case.root.join("a.txt"), "longer than before").expect("a file");
    let file = case.files().remove(0);
    assert!(!cache.has_unchanged(&file));
}

#[test]
fn another_programs_cache_counts_for_nothing() {
    let case = Case::new();
    case.fill();
    assert_eq!(case.known(&case.open([8; 32])), [None, None]);
}

#[test]
fn a_damaged_entry_is_not_given_out_and_the_other_is() {
    let case = Case::new();
    case.fill();
    let pack = case.cache.join("facts-0.pack");
    let mut bytes = fs::read(&pack).expect("a pack");
    bytes[3] ^= 1;
    fs::write(&pack, bytes).expect("a pack");
    assert_eq!(case.known(&case.open(KEY)), [None, both().remove(1)]);
}

#[test]
fn bodies_are_read_one_by_one_and_a_damaged_one_is_not_given_out() {
    let case = Case::new();
    case.fill();
    let cache = case.open(KEY);
    case.known(&cache);
    let kept = case.finish(cache);
    let behind = |name: &str| Some(format!("body of {name}").into_bytes());
    assert_eq!(case.bodies(&kept), [behind("a.txt"), behind("b.txt")]);
    let pack = case.cache.join("facts-0.pack");
    let mut bytes = fs::read(&pack).expect("a pack");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&pack, bytes).expect("a pack");
    assert_eq!(case.bodies(&kept), [behind("a.txt"), None]);
    // What is not asked for is not there.
    let cache = case.open(KEY);
    assert_eq!(case.bodies(&case.finish(cache)), [None, None]);
}

#[test]
fn what_is_to_be_forgotten_counts_for_nothing() {
    let case = Case::new();
    case.fill();
    forget_facts(&case.cache).expect("the list goes");
    assert_eq!(case.known(&case.open(KEY)), [None, None]);
    forget_facts(&case.cache).expect("there is none");
}

#[test]
fn a_list_or_pack_cut_off_half_written_counts_for_nothing() {
    for name in ["facts.list", "facts-0.pack"] {
        let case = Case::new();
        case.fill();
        let path = case.cache.join(name);
        let bytes = fs::read(&path).expect("a file of the cache");
        fs::write(&path, &bytes[..bytes.len() / 2]).expect("it is cut");
        assert_eq!(case.known(&case.open(KEY)), [None, None], "{name}");
        // And it is built again.
        case.fill();
        assert_eq!(case.known(&case.open(KEY)), both(), "{name}");
    }
}

#[test]
fn what_a_run_appended_before_it_was_cut_off_is_forgotten() {
    let case = Case::new();
    case.fill();
    let pack = case.cache.join("facts-0.pack");
    let length = fs::metadata(&pack).expect("a pack").len();
    let cache = case.open(KEY);
    let file = case.files().remove(0);
    let stamp = file.stamp.expect("a stamp");
    cache
        .put(&file, stamp, "aa", (b"half a run", b""))
        .expect("kept");
    // In this run it can be read back at once.
    assert_eq!(cache.read(&file), Some(b"half a run".to_vec()));
    drop(cache);
    let cache = case.open(KEY);
    assert_eq!(fs::metadata(&pack).expect("a pack").len(), length);
    assert_eq!(case.known(&cache), both());
}

#[test]
fn a_pack_of_which_little_counts_is_written_anew() {
    let case = Case::new();
    case.fill();
    let large = vec![1; 40 * 1024 * 1024];
    let cache = case.open(KEY);
    let file = case.files().remove(0);
    let stamp = file.stamp.expect("a stamp");
    let (behind, place) = body_of(&file);
    let put = |sum, facts| cache.put(&file, stamp, sum, facts).expect("kept");
    put("aa", (b"", &large));
    put("bb", (b"small", &behind));
    let kept = case.finish(cache);
    assert_eq!(kept.body(file.id, &place), Some(b"body of a.txt".to_vec()));
    let size: u64 = fs::read_dir(&case.cache)
        .expect("a folder")
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|entry| entry.len())
        .sum();
    assert!(size < 10_000, "{size}");
    let cache = case.open(KEY);
    assert!(cache.has_same_bytes(&file, "bb"));
    assert_eq!(cache.read(&file), Some(b"small".to_vec()));
}

#[test]
fn a_file_that_was_read_as_it_lies_here_is_not_opened_again() {
    let case = Case::new();
    case.fill();
    let seen = Seen::of(&case.cache);
    let unchanged = |name: &str| seen.unchanged(name, &case.root.join(name)).is_some();
    // What was written within the last tick of the disk's clock is looked at again.
    assert!(!unchanged("a.txt"));

    let mut list = List::read(&case.cache).expect("a list");
    for entry in &mut list.entries {
        entry.slot.read += 3_000_000_000;
    }
    list.write(&case.cache).expect("the list is written");
    let seen = Seen::of(&case.cache);
    let unchanged = |name: &str| seen.unchanged(name, &case.root.join(name)).is_some();
    assert!(unchanged("a.txt"));
    assert!(!unchanged("c.txt"), "nothing is known of it");
    fs::write(case.root.join("a.txt"), "A.txt").expect("a file");
    assert!(!unchanged("a.txt"));
    assert!(unchanged("b.txt"));
    fs::remove_file(case.root.join("b.txt")).expect("a file");
    assert!(!unchanged("b.txt"));
}

#[test]
fn nothing_was_seen_by_another_program_or_where_the_list_is_damaged() {
    let case = Case::new();
    assert!(Seen::of(&case.cache).entries.is_empty());
    case.fill();
    assert!(!Seen::of(&case.cache).entries.is_empty());
    let mut list = List::read(&case.cache).expect("a list");
    list.program = [3; 32];
    list.write(&case.cache).expect("the list is written");
    assert!(Seen::of(&case.cache).entries.is_empty());
    fs::write(case.cache.join("facts.list"), "a list").expect("a file");
    assert!(Seen::of(&case.cache).entries.is_empty());
}
