//! Draws the images of a page together into one picture in shades of grey, for text recognition.
//! Letters and lines that the page draws itself are left out: they are read as text.

use crate::read::Picture;
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData,
    Paint, SoftMask, font::GlyphRun,
};
use kurbo::{Affine, BezPath, Point, Rect};

/// Dots per inch of the picture, which suits recognition of ordinary type.
const RESOLUTION: f64 = 300.0;
/// Most pixels of a picture; larger pages are drawn more coarsely.
const MAX_PIXELS: f64 = 24_000_000.0;
/// Most pixels of one image that is decoded.
const MAX_IMAGE_PIXELS: u64 = 160_000_000;

/// A page's picture, and how its pixels lie on the page.
pub(super) struct Drawn {
    /// The picture, upright as viewers show the page.
    pub(super) picture: Picture,
    /// Takes a place in the picture to a place in unrotated page space.
    pub(super) to_page: Affine,
}

/// A device that keeps images.
pub(super) struct Canvas {
    picture: Picture,
    to_pixels: Affine,
}

impl Canvas {
    /// Returns a white canvas for a page that viewers turn clockwise by quarter turns.
    pub(super) fn new(visible: Rect, quarter_turns: u8) -> Option<Self> {
        let square_inches = visible.area() / (72.0 * 72.0);
        if square_inches.is_nan() || square_inches <= 0.0 {
            return None;
        }
        let resolution = RESOLUTION.min((MAX_PIXELS / square_inches).sqrt()).floor();
        let scale = resolution / 72.0;
        let Rect { x0, y0, x1, y1 } = visible;
        let (turned, width, height) = match quarter_turns {
            0 => (
                [1.0, 0.0, 0.0, -1.0, -x0, y1],
                visible.width(),
                visible.height(),
            ),
            1 => (
                [0.0, 1.0, 1.0, 0.0, -y0, -x0],
                visible.height(),
                visible.width(),
            ),
            2 => (
                [-1.0, 0.0, 0.0, 1.0, x1, -y0],
                visible.width(),
                visible.height(),
            ),
            _ => (
                [0.0, -1.0, -1.0, 0.0, y1, x1],
                visible.height(),
                visible.width(),
            ),
        };
        let (width, height) = (
            (width * scale).round() as u32,
            (height * scale).round() as u32,
        );
        if width == 0 || height == 0 || resolution < 30.0 {
            return None;
        }
        Some(Self {
            picture: Picture {
                width,
                height,
                resolution: resolution as u32,
                shades: vec![255; width as usize * height as usize],
            },
            to_pixels: Affine::scale(scale) * Affine::new(turned),
        })
    }

    /// Gives up the picture.
    pub(super) fn finish(self) -> Drawn {
        Drawn {
            to_page: self.to_pixels.inverse(),
            picture: self.picture,
        }
    }

    /// Draws samples that lie in a grid of the size given under a transform into page space.
    fn paint(&mut self, grid: (u32, u32), transform: Affine, shade: impl Fn(u32, u32) -> (u8, u8)) {
        let to_picture = self.to_pixels * transform;
        if to_picture.determinant().abs() < 1e-9 {
            return;
        }
        let back = to_picture.inverse();
        let bounds = to_picture
            .transform_rect_bbox(Rect::new(0.0, 0.0, f64::from(grid.0), f64::from(grid.1)))
            .intersect(Rect::new(
                0.0,
                0.0,
                f64::from(self.picture.width),
                f64::from(self.picture.height),
            ));
        if !bounds.is_finite() || bounds.is_zero_area() {
            return;
        }
        let [a, b, c, d, _, _] = back.as_coeffs();
        // A pixel that covers several samples takes their mean, or thin strokes would break.
        let taps = a.hypot(b).max(c.hypot(d)).ceil().clamp(1.0, 4.0) as u32;
        let width = self.picture.width as usize;
        for y in bounds.y0.floor() as u32..bounds.y1.ceil() as u32 {
            for x in bounds.x0.floor() as u32..bounds.x1.ceil() as u32 {
                let (mut sum, mut weight) = (0u32, 0u32);
                for tap in 0..taps * taps {
                    let part = |index: u32| (f64::from(index) + 0.5) / f64::from(taps);
                    let place = back
                        * Point::new(
                            f64::from(x) + part(tap % taps),
                            f64::from(y) + part(tap / taps),
                        );
                    if place.x < 0.0
                        || place.y < 0.0
                        || place.x >= f64::from(grid.0)
                        || place.y >= f64::from(grid.1)
                    {
                        continue;
                    }
                    let (shade, opacity) = shade(place.x as u32, place.y as u32);
                    sum += u32::from(shade) * u32::from(opacity);
                    weight += u32::from(opacity);
                }
                let all = 255 * taps * taps;
                if let Some(pixel) = self.picture.shades.get_mut(y as usize * width + x as usize) {
                    let under = u32::from(*pixel) * (all - weight.min(all));
                    *pixel = ((sum + under) / all).min(255) as u8;
                }
            }
        }
    }
}

impl<'a> Device<'a> for Canvas {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_clip_rect(&mut self, _: &Rect) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if u64::from(image.width()) * u64::from(image.height()) > MAX_IMAGE_PIXELS {
            return;
        }
        match image {
            Image::Raster(raster) => raster.with_rgba(
                |image, opacity| self.raster(&image, opacity.as_ref(), props.transform),
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |stencil, paint| {
                    let ink = ink(paint);
                    let grid = (stencil.width, stencil.height);
                    let transform = scaled(props.transform, stencil.scale_factors);
                    self.paint(grid, transform, |x, y| (ink, sample(&stencil, x, y)));
                },
                None,
            ),
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
}

impl Canvas {
    fn raster(&mut self, image: &ImageData, opacity: Option<&LumaData>, transform: Affine) {
        let grid = (image.width(), image.height());
        let transform = scaled(transform, image.scale_factors());
        let opacity_at = |x: u32, y: u32| {
            opacity.map_or(255, |mask| {
                let place = |at: u32, of: u32, to: u32| {
                    (u64::from(at) * u64::from(to) / u64::from(of.max(1))) as u32
                };
                sample(
                    mask,
                    place(x, grid.0, mask.width),
                    place(y, grid.1, mask.height),
                )
            })
        };
        match image {
            ImageData::Luma(shades) => self.paint(grid, transform, |x, y| {
                (sample(shades, x, y), opacity_at(x, y))
            }),
            ImageData::Rgb(colors) => self.paint(grid, transform, |x, y| {
                let at = 3 * (y as usize * colors.width as usize + x as usize);
                let shade = match colors.data.get(at..at + 3) {
                    Some([red, green, blue]) => grey(*red, *green, *blue),
                    _ => 255,
                };
                (shade, opacity_at(x, y))
            }),
        }
    }
}

fn scaled(transform: Affine, (x, y): (f32, f32)) -> Affine {
    transform * Affine::scale_non_uniform(f64::from(x), f64::from(y))
}

fn sample(shades: &LumaData, x: u32, y: u32) -> u8 {
    shades
        .data
        .get(y as usize * shades.width as usize + x as usize)
        .copied()
        .unwrap_or(255)
}

fn grey(red: u8, green: u8, blue: u8) -> u8 {
    ((299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000) as u8
}

fn ink(paint: &Paint<'_>) -> u8 {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, _] = color.to_rgba().to_rgba8();
            grey(red, green, blue)
        }
        Paint::Pattern(_) => 0,
    }
}
