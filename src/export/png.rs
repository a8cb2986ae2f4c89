//! PNG: the picture of the SVG for where vectors cannot go, such as slides and posts.

use super::{Error, Opted, Output, View, svg};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{self, Database, Source};
use resvg::usvg::{FallbackSelectionFn, FontResolver, Options, Tree};
use std::sync::{Arc, LazyLock};

/// Content type.
pub(super) const MEDIA_TYPE: &str = "image/png";

/// Width of the layout in pixels: text keeps its size against it.
const WIDTH: f64 = 1200.0;
/// Pixels of the file for one of the layout: sharp on dense screens and in print.
const SCALE: f32 = 2.0;
/// Pixels a picture may have: a chart of hundreds of rows is painted with fewer for each of the
/// layout's. Four bytes a pixel are held while it is painted.
const MOST_PIXELS: f32 = 12e6;

/// What other sites show for a link is a card of one size: `?size=social`.
pub const SOCIAL: Opted = Opted {
    key: "size",
    value: "social",
};
/// Width and height of a card in pixels.
pub const CARD: (u32, u32) = (1_200, 630);
/// Widths a card is laid out for: the narrower, the larger its letters.
const CARD_LAYOUTS: [f64; 3] = [840.0, 1_000.0, 1_200.0];
/// Letters any smaller could not be read: of what is taller, a card shows the upper part.
const LEAST_CARD_SCALE: f32 = 0.7;

/// Letters of the charts, and one face for the scripts Inter has none of. What neither has is
/// painted as a box.
static FACES: [&[u8]; 4] = [
    include_bytes!("../../static/fonts/inter-latin-400-normal.ttf"),
    include_bytes!("../../static/fonts/inter-latin-600-normal.ttf"),
    include_bytes!("../../static/fonts/inter-latin-700-normal.ttf"),
    include_bytes!("../../static/fonts/DejaVuSans.ttf"),
];

/// Family of the last face.
const OTHER_SCRIPTS: &str = "DejaVu Sans";

/// The faces above and no others, whatever the machine has: the same picture everywhere.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for face in FACES {
        fonts.load_font_source(Source::Binary(Arc::new(face)));
    }
    Arc::new(fonts)
});

/// The face for a character that the face of its text has not.
fn other_scripts() -> FallbackSelectionFn<'static> {
    Box::new(|_, tried, fonts| {
        let face = fonts.query(&fontdb::Query {
            families: &[fontdb::Family::Name(OTHER_SCRIPTS)],
            ..fontdb::Query::default()
        })?;
        (!tried.contains(&face)).then_some(face)
    })
}

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let picture = if view.is_opted {
        card(view)
    } else {
        paint(&svg::picture(view, WIDTH))
    };
    output.write_all(&picture?)?;
    Ok(())
}

/// The picture within a card, as large as it fits, on the paper it is printed on.
fn card(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let (width, height) = (CARD.0 as f32, CARD.1 as f32);
    // Of the layouts, the one whose shape is nearest the card's.
    let fit = |tree: &Tree| (width / tree.size().width()).min(height / tree.size().height());
    let covers = |tree: &Tree| {
        let scale = fit(tree);
        tree.size().width() * tree.size().height() * scale * scale
    };
    let mut best: Option<Tree> = None;
    for layout in CARD_LAYOUTS {
        let tree = read(&svg::picture(view, layout))?;
        if best
            .as_ref()
            .is_none_or(|best| covers(&tree) > covers(best))
        {
            best = Some(tree);
        }
    }
    let tree = best.ok_or_else(|| Error::Picture("a card has no layout".to_owned()))?;
    let scale = fit(&tree).max(LEAST_CARD_SCALE);
    let left = (width - tree.size().width() * scale) / 2.0;
    let mut pixmap = pixmap(CARD.0, CARD.1)?;
    pixmap.fill(Color::WHITE);
    let place = Transform::from_scale(scale, scale).post_translate(left, 0.0);
    resvg::render(&tree, place, &mut pixmap.as_mut());
    encode(&pixmap)
}

fn pixmap(width: u32, height: u32) -> Result<Pixmap, Error> {
    let none = || Error::Picture(format!("{width} x {height} has no pixels"));
    Pixmap::new(width, height).ok_or_else(none)
}

fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, Error> {
    let encoded = pixmap.encode_png();
    encoded.map_err(|error| Error::Picture(error.to_string()))
}

/// How many pixels of the file stand for one of the layout.
fn scale(width: f32, height: f32) -> f32 {
    SCALE.min((MOST_PIXELS / (width * height)).sqrt())
}

fn read(picture: &str) -> Result<Tree, Error> {
    let options = Options {
        font_family: "Inter".to_owned(),
        fontdb: Arc::clone(&FONTS),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: other_scripts(),
        },
        ..Options::default()
    };
    Tree::from_str(picture, &options).map_err(|error| Error::Picture(error.to_string()))
}

fn paint(picture: &str) -> Result<Vec<u8>, Error> {
    let tree = read(picture)?;
    let size = tree.size();
    let scale = scale(size.width(), size.height());
    let pixels = |length: f32| (length * scale).round().max(1.0) as u32;
    let mut pixmap = pixmap(pixels(size.width()), pixels(size.height()))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    encode(&pixmap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tall_picture_is_painted_with_fewer_pixels() {
        assert!((scale(1200.0, 800.0) - 2.0).abs() < f32::EPSILON);
        for height in [2_000.0, 15_000.0, 1e6] {
            let scale = scale(1200.0, height);
            assert!(1200.0 * height * scale * scale <= MOST_PIXELS * 1.001);
        }
    }

    /// Dark pixels of one line of text.
    fn ink(text: &str) -> usize {
        let picture = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='40'>\
             <rect width='300' height='40' fill='#fff'/>\
             <text x='4' y='28' font-family='Inter' font-size='20'>{text}</text></svg>"
        );
        let pixmap = Pixmap::decode_png(&paint(&picture).unwrap()).unwrap();
        let pixels = pixmap.pixels().iter();
        pixels.filter(|pixel| pixel.red() < 128).count()
    }

    #[test]
    fn text_is_painted_in_every_script_there_is_a_face_for() {
        assert_eq!(ink(""), 0);
        let latin = ink("Share of tokens");
        assert!(latin > 500, "{latin}");
        for word in ["доля токенов", "μερίδιο", "حصة"] {
            let ink = ink(word);
            assert!(ink > 200, "{word}: {ink}");
        }
    }
}
