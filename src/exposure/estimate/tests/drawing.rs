//! Drawing by hash, and what is refused.

use super::*;
use std::collections::BTreeMap;

fn frame(count: usize) -> Vec<FrameUnit> {
    let level = |id| if id % 3 == 0 { "PHP" } else { "OP" };
    (0..count)
        .map(|id| FrameUnit {
            id: format!("C{id:04}"),
            stratum: level(id).to_owned(),
            paid: Money::from_cents(100),
        })
        .collect()
}

#[test]
fn a_draw_can_be_repeated_by_hash_and_sort() {
    let drawn = draw(frame(100), 20_260_401, &Sizes::Whole(5)).unwrap();
    let ids: Vec<&str> = drawn[0].drawn.iter().map(|unit| unit.id.as_str()).collect();
    // As the Python line of `METHOD` sorts them.
    assert_eq!(ids, ["C0089", "C0037", "C0057", "C0042", "C0086"]);
    assert_eq!(
        (drawn[0].units, drawn[0].dollars),
        (100, Money::from_cents(10_000))
    );
    let mut turned = frame(100);
    turned.reverse();
    assert_eq!(draw(turned, 20_260_401, &Sizes::Whole(5)).unwrap(), drawn);
    assert_ne!(
        draw(frame(100), 20_260_402, &Sizes::Whole(5)).unwrap(),
        drawn
    );
}

#[test]
fn every_stratum_is_drawn_as_asked_or_refused() {
    let sizes = |sizes: &[(&str, u64)]| {
        let named = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size));
        Sizes::Strata(named.collect::<BTreeMap<_, _>>())
    };
    let refused = |each: &[(&str, u64)]| draw(frame(30), 1, &sizes(each)).unwrap_err();
    let drawn = draw(frame(30), 1, &sizes(&[("OP", 4), ("PHP", 10)])).unwrap();
    let counts: Vec<(u64, usize)> = drawn
        .iter()
        .map(|each| (each.units, each.drawn.len()))
        .collect();
    assert_eq!(counts, [(20, 4), (10, 10)]);
    assert_eq!(
        refused(&[("OP", 4)]),
        DrawError::NoSize {
            strata: "`PHP` (10 units)".into()
        }
    );
    assert_eq!(
        refused(&[("OP", 4), ("PHP", 11)]),
        DrawError::TooMany {
            name: "PHP".into(),
            size: 11,
            units: 10
        }
    );
    assert_eq!(
        refused(&[("OP", 1), ("PHP", 5)]),
        DrawError::TooFew {
            name: "OP".into(),
            size: 1,
            units: 20
        }
    );
    assert_eq!(
        refused(&[("OP", 4), ("PHP", 5), ("IOP", 2)]),
        DrawError::UnknownStratum {
            name: "IOP".into(),
            known: "OP, PHP".into()
        }
    );
    assert_eq!(
        draw(Vec::new(), 1, &Sizes::Whole(3)),
        Err(DrawError::NoUnits)
    );
}
