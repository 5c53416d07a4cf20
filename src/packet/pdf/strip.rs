//! The strip below a copied page that carries its stamp. The page grows by it, so that the stamp
//! covers nothing of the original, on whichever side of the page viewers show as its foot.

use crate::packet::draw::Area;

/// Height of the strip in points.
pub(in crate::packet) const STRIP: f32 = 42.0;

/// Where a page's strip lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strip {
    /// The page's box with the strip.
    pub(super) area: Area,
    /// What moves a stamp, drawn upright from its lower left corner, into the strip.
    pub(super) matrix: [f32; 6],
}

/// Returns the strip of a page with a box and a rotation in degrees clockwise.
pub(super) fn strip(page: Area, rotation: i64) -> Strip {
    let mut area = page;
    let matrix = match rotation.rem_euclid(360) {
        90 => {
            area.x1 += STRIP;
            [0.0, 1.0, -1.0, 0.0, area.x1, page.y0]
        }
        180 => {
            area.y1 += STRIP;
            [-1.0, 0.0, 0.0, -1.0, page.x1, area.y1]
        }
        270 => {
            area.x0 -= STRIP;
            [0.0, -1.0, 1.0, 0.0, area.x0, page.y1]
        }
        _ => {
            area.y0 -= STRIP;
            [1.0, 0.0, 0.0, 1.0, page.x0, area.y0]
        }
    };
    Strip { area, matrix }
}

/// Returns the width of a page as viewers show it.
pub(super) fn shown_width(page: Area, rotation: i64) -> f32 {
    match rotation.rem_euclid(360) {
        90 | 270 => page.y1 - page.y0,
        _ => page.x1 - page.x0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_lies_outside_of_the_original_page() {
        let page = Area {
            x0: 10.0,
            y0: 20.0,
            x1: 622.0,
            y1: 812.0,
        };
        for rotation in [0, 90, 180, 270, -90] {
            let strip = strip(page, rotation);
            let [a, b, c, d, e, f] = strip.matrix;
            let at = |x: f32, y: f32| (a * x + c * y + e, b * x + d * y + f);
            let width = shown_width(page, rotation);
            let (one, other) = (at(0.0, 0.0), at(width, STRIP));
            let middle = at(width / 2.0, STRIP / 2.0);
            let in_page =
                |(x, y): (f32, f32)| page.x0 < x && x < page.x1 && page.y0 < y && y < page.y1;
            assert!(!in_page(middle), "{rotation}");
            for (x, y) in [one, other] {
                let inside = strip.area.x0 <= x
                    && x <= strip.area.x1
                    && strip.area.y0 <= y
                    && y <= strip.area.y1;
                assert!(inside, "{rotation}: {x} {y}");
            }
        }
    }
}
