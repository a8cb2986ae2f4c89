//! Where the models come from: a map of the world, one tile a country.

use super::headline::{self, newest_complete};
use super::magnitude::Magnitude;
use super::over_time::caption;
use super::{Figure, Numbers, Subject, notes};
use crate::domain::Bloc;
use crate::plot::{Ramp, TickUnit, Tile, TileSpec, format};
use crate::query::{DimensionId, MOST_SERIES, Query, SeriesKind, Show};

/// A map is by country, and of all of them, whatever else is asked.
pub(super) fn ask(query: &mut Query) {
    query.by = DimensionId::Country;
    query.top = MOST_SERIES;
    query.show = Show::Share;
}

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let answer = subject.answer;
    let newest = newest_complete(subject);
    let known = || {
        answer
            .series
            .iter()
            .filter(|series| series.kind == SeriesKind::Known)
    };
    let tiles = known()
        .filter_map(|series| {
            let range = series.point(newest?)?.share?;
            Some(Tile {
                code: series.id.clone(),
                label: headline::label(subject, series),
                href: subject.address_of(&series.id),
                value: Some(range.share * 100.0),
                value_label: headline::share_figure(&range, subject.language),
                ramp: ramp(bloc(subject, &series.id)),
            })
        })
        .collect();
    let spec = TileSpec {
        id: "countries".to_owned(),
        description: headline::of(subject),
        tiles,
        bounds: Some([1.0, 5.0, 20.0, 50.0]),
        unit: TickUnit::Percent,
        ramps: vec![
            (Ramp::Warm, subject.say("bloc-china", &[])),
            (Ramp::Cool, subject.say("bloc-west", &[])),
            (Ramp::Green, subject.say("bloc-other", &[])),
        ],
        blank_label: subject.say("map-blank", &[]),
        unlisted_head: subject.say("map-unlisted", &[]),
        locale: subject.locale(),
        empty_text: notes::empty(subject),
    };
    let labels = answer
        .series
        .iter()
        .map(|series| headline::label(subject, series))
        .collect();
    let numbers = Numbers::new(
        subject,
        labels,
        |series, date| Some(answer.series[series].point(date)?.share?.share * 100.0),
        |value, _| format::percent(value, 1, subject.locale()),
    );
    let mut words = caption(subject, Magnitude::PLAIN, Show::Share);
    // A map of the world reads as a map of users unless it says otherwise.
    words.subtitle.push(' ');
    words
        .subtitle
        .push_str(&subject.say("map-headquarters", &[]));
    Figure {
        drawing: spec.into(),
        caption: words,
        numbers,
    }
}

fn bloc(subject: &Subject<'_>, code: &str) -> Bloc {
    subject
        .dictionary
        .country(code)
        .map_or(Bloc::Unknown, |country| country.bloc)
}

fn ramp(bloc: Bloc) -> Ramp {
    match bloc {
        Bloc::China => Ramp::Warm,
        Bloc::West => Ramp::Cool,
        Bloc::Other => Ramp::Green,
        Bloc::Unknown => Ramp::Gray,
    }
}
