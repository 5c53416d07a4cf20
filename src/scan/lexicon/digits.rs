//! Tells of a regular expression whether every match of it must hold a digit.

/// Returns whether every match holds a digit; `false` where that is not plain to see.
pub(super) fn needs_digit(expression: &str) -> bool {
    let mut rest = expression;
    all_need(&mut rest) == Some(true) && rest.is_empty()
}

/// Reads alternatives up to the end of their group, and returns whether each of them needs a
/// digit; `None` for what is not read.
fn all_need(rest: &mut &str) -> Option<bool> {
    let (mut all, mut this) = (true, false);
    while !rest.is_empty() && !rest.starts_with(')') {
        if let Some(next) = rest.strip_prefix('|') {
            *rest = next;
            all &= this;
            this = false;
        } else {
            let needs = part_needs(rest)?;
            this |= needs & !may_be_left_out(rest)?;
        }
    }
    Some(all & this)
}

/// Reads one part of an alternative, without how often it is repeated.
fn part_needs(rest: &mut &str) -> Option<bool> {
    if let Some(group) = rest.strip_prefix('(') {
        *rest = group.strip_prefix("?:").unwrap_or(group);
        if rest.starts_with('?') {
            return None;
        }
        let needs = all_need(rest)?;
        *rest = rest.strip_prefix(')')?;
        return Some(needs);
    }
    if let Some(class) = rest.strip_prefix('[') {
        let (class, behind) = class.split_once(']')?;
        // A class may hold brackets in several ways.
        if class.is_empty() || class == "^" || class.ends_with('\\') || class.contains('[') {
            return None;
        }
        *rest = behind;
        let signs = class.replace(r"\d", "0");
        return Some(
            signs
                .bytes()
                .all(|sign| sign.is_ascii_digit() || sign == b'-'),
        );
    }
    let mut signs = rest.chars();
    let needs = match signs.next()? {
        '\\' => {
            let escaped = signs.next()?;
            // What follows these is part of them.
            if matches!(escaped, 'x' | 'u' | 'U' | 'p' | 'P') {
                return None;
            }
            escaped == 'd'
        }
        sign => sign.is_ascii_digit(),
    };
    *rest = signs.as_str();
    Some(needs)
}

/// Reads how often a part is repeated, and returns whether it may be left out.
fn may_be_left_out(rest: &mut &str) -> Option<bool> {
    let none = match rest.chars().next() {
        Some('?' | '*') => true,
        Some('+') => false,
        Some('{') => !rest.get(1..)?.starts_with(|sign| matches!(sign, '1'..='9')),
        _ => return Some(false),
    };
    let end = match rest.starts_with('{') {
        true => rest.find('}')?,
        false => 0,
    };
    *rest = rest.get(end + 1..)?;
    // As few as may be.
    *rest = rest.strip_prefix('?').unwrap_or(rest);
    Some(none)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_needed_where_no_alternative_lacks_it() {
        for needs in [
            r"\d",
            r"\bgoal #? ?\d (?:met|achieved)\b",
            r"\b(?:temp|t)[ :=]{1,3}(?:of |is )?\d{2,3}(?:\.\d)?\b",
            r"(?:(?:[3-9]\d|1\d\d) ?days|\d{1,2} ?months)",
            r"a(\d+|7)",
            r"x[0-9\d]+?y",
        ] {
            assert!(needs_digit(needs), "{needs}");
        }
        for other in [
            "",
            "a",
            r"\d?",
            r"\d*a",
            r"\d{0,2}a",
            r"(?:\d )?a",
            r"\d|a",
            r"(?:\d|a)b",
            r"(?:[3-9]|three) days",
            r"[\d.]+",
            r"[^\d]",
            r"[]5]",
            r"[^]5]",
            r"[a\]5]",
            r"[[a]5]",
            r"\x35",
            r"\p{L}5{0}",
            r"(?i)\d",
            r"\d)",
            r"(\d",
        ] {
            assert!(!needs_digit(other), "{other}");
        }
    }
}
