//! What changed between the last two dates: which models moved most, which are new on the list.

use super::super::listing::{Cell, Listing};
use crate::charts::{locale, share_figure};
use crate::plot::format;
use crate::query::{
    DimensionId, MOST_SERIES, Point, Query, Series, SeriesKind, Show, series_label,
};
use crate::text::message;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer};
use crate::web::{Error, places};

/// What changed between the last two dates.
pub(super) struct Changes {
    /// The finding.
    pub title: String,
    pub sub: String,
    pub movers: Option<Listing>,
    /// Models that were not listed the date before: how many, the largest, how many more.
    pub new: String,
    pub new_models: Vec<Cell>,
    pub more: String,
    pub gone: String,
}

/// Models listed of each kind of change.
const FEW: usize = 5;

/// All models on the newest date and the one before; none where nothing was observed.
pub(super) async fn models(site: &Site, camps: &Answered) -> Result<Option<Answered>, Error> {
    let Some(newest) = camps.answer.newest_complete() else {
        return Ok(None);
    };
    let day = |at: usize| Some(camps.answer.periods[at].period.first);
    let query = Query {
        by: DimensionId::Model,
        top: MOST_SERIES,
        show: Show::Share,
        from: day(newest.saturating_sub(1)),
        to: day(newest),
        ..Query::default()
    };
    let answered = answer(site, camps.edition.clone(), query).await?;
    Ok((!answered.answer.periods.is_empty()).then_some(answered))
}

/// A model on the two dates.
struct Model<'a> {
    series: &'a Series,
    now: Option<&'a Point>,
    before: Option<&'a Point>,
}

impl Model<'_> {
    /// Share of what is known, in percent.
    fn percent(point: Option<&Point>) -> Option<f64> {
        Some(point?.share?.share * 100.0)
    }

    /// Change of the share in points; none where it is listed on one of the dates only.
    fn change(&self) -> Option<f64> {
        Some(Self::percent(self.now)? - Self::percent(self.before)?)
    }
}

fn known(models: &Answered) -> Vec<Model<'_>> {
    let newest = models.answer.periods.len() - 1;
    let series = models.answer.series.iter();
    series
        .filter(|series| series.kind == SeriesKind::Known)
        .map(|series| Model {
            series,
            now: series.point(newest),
            before: newest.checked_sub(1).and_then(|at| series.point(at)),
        })
        .collect()
}

/// What changed, in words and numbers.
pub(super) fn of(models: &Answered) -> Changes {
    let language = models.language;
    let say = |key: &str, arguments: &[(&'static str, &str)]| message(language, key, arguments);
    let periods = &models.answer.periods;
    let day = |at: usize| format::day(periods[at].period.first, locale(language));
    let newest = periods.len() - 1;
    if newest == 0 {
        return Changes {
            title: say("home-changed", &[]),
            sub: say("front-one-date", &[("day", &day(0))]),
            movers: None,
            new: String::new(),
            new_models: Vec::new(),
            more: String::new(),
            gone: String::new(),
        };
    }
    let (before, now) = (day(newest - 1), day(newest));
    let dates: [(&'static str, &str); 2] = [("before", &before), ("day", &now)];
    let all = known(models);
    let mut movers: Vec<(&Model<'_>, f64)> = all
        .iter()
        .filter_map(|model| Some((model, model.change()?)))
        .collect();
    movers.sort_by(|a, b| {
        let by_size = b.1.abs().total_cmp(&a.1.abs());
        by_size.then_with(|| a.0.series.id.cmp(&b.0.series.id))
    });
    movers.truncate(FEW);
    let mut new: Vec<&Model<'_>> = all
        .iter()
        .filter(|model| model.now.is_some() && model.before.is_none())
        .collect();
    new.sort_by(|a, b| {
        let by_value = b
            .now
            .map(|point| point.value)
            .cmp(&a.now.map(|point| point.value));
        by_value.then_with(|| a.series.id.cmp(&b.series.id))
    });
    let gone = all.iter().filter(|model| model.now.is_none()).count();
    let count = |key: &str, count: usize| {
        let count = count.to_string();
        say(key, &[("count", &count), dates[0], dates[1]])
    };
    let title = match movers.first() {
        Some((model, change)) => {
            let direction = if *change < 0.0 { "down" } else { "up" };
            let points = format::signed(*change, 1, locale(language));
            let name = label(models, model.series);
            let mut arguments = vec![("direction", direction), ("points", &points)];
            arguments.extend([("model", name.as_str()), dates[0], dates[1]]);
            say("front-changed-title", &arguments)
        }
        None => say("home-changed", &[]),
    };
    let more = new.len().saturating_sub(FEW);
    Changes {
        title,
        sub: say("front-changed-sub", &dates),
        movers: (!movers.is_empty()).then(|| moved(models, &movers, &before, &now)),
        new: count("front-new", new.len()),
        new_models: new
            .iter()
            .take(FEW)
            .map(|model| named(models, model))
            .collect(),
        more: match more {
            0 => String::new(),
            more => say("front-new-more", &[("count", &more.to_string())]),
        },
        gone: count("front-gone", gone),
    }
}

/// The table of those that moved most.
fn moved(models: &Answered, movers: &[(&Model<'_>, f64)], before: &str, now: &str) -> Listing {
    let language = models.language;
    let percent = |point: Option<&Point>| {
        let value = Model::percent(point);
        let words = value.map(|value| format::percent(value, 1, locale(language)));
        Cell::number(words.unwrap_or_default())
    };
    let rows = movers.iter().map(|(model, change)| {
        vec![
            link(models, model.series),
            percent(model.before),
            percent(model.now),
            Cell::number(format::signed(*change, 1, locale(language))),
        ]
    });
    let say = |key: &str| message(language, key, &[]);
    let ranking = Query {
        top: crate::query::DEFAULT_TOP,
        ..models.query.clone()
    };
    Listing {
        caption: say("front-movers"),
        columns: vec![
            Cell::text(say("dimension-model")),
            Cell::number(before),
            Cell::number(now),
            Cell::number(say("front-points")),
        ],
        rows: rows.collect(),
        below: vec![vec![
            Cell::link(
                say("format-csv"),
                address("/charts/share.csv", &models.query),
            ),
            Cell::link(say("figure-explore"), address("/charts/ranking", &ranking)),
        ]],
        ..Listing::default()
    }
}

/// The largest models on the newest date, with what changed.
pub(super) fn largest(models: &Answered) -> Option<Listing> {
    let language = models.language;
    let mut all = known(models);
    all.retain(|model| model.now.is_some_and(|point| point.share.is_some()));
    all.sort_by(|a, b| {
        let by_value = b
            .now
            .map(|point| point.value)
            .cmp(&a.now.map(|point| point.value));
        by_value.then_with(|| a.series.id.cmp(&b.series.id))
    });
    let say = |key: &str| message(language, key, &[]);
    let has_before = models.answer.periods.len() > 1;
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .take(FEW)
        .filter_map(|model| {
            let share = share_figure(&model.now?.share?, language);
            let mut row = vec![link(models, model.series), Cell::number(share)];
            if has_before {
                row.push(Cell::number(match model.change() {
                    Some(change) => format::signed(change, 1, locale(language)),
                    None => say("change-new"),
                }));
            }
            Some(row)
        })
        .collect();
    let mut columns = vec![
        Cell::text(say("dimension-model")),
        Cell::number(say("home-share")),
    ];
    if has_before {
        columns.push(Cell::number(say("front-points")));
    }
    let newest = Query {
        from: models.query.to,
        ..models.query.clone()
    };
    let chart = Query {
        top: crate::query::DEFAULT_TOP,
        ..newest.clone()
    };
    (!rows.is_empty()).then(|| Listing {
        caption: say("front-largest"),
        columns,
        rows,
        below: vec![vec![
            Cell::link(say("format-csv"), address("/charts/share.csv", &newest)),
            Cell::link(say("figure-explore"), address("/charts/ranking", &chart)),
        ]],
        ..Listing::default()
    })
}

/// A new model with its share.
fn named(models: &Answered, model: &Model<'_>) -> Cell {
    let share = model.now.and_then(|point| point.share);
    let share = share.map(|range| share_figure(&range, models.language));
    let name = label(models, model.series);
    let words = message(
        models.language,
        "front-new-model",
        &[("model", &name), ("share", &share.unwrap_or_default())],
    );
    Cell {
        words,
        ..link(models, model.series)
    }
}

fn link(models: &Answered, series: &Series) -> Cell {
    let source = &models.answer.metric.source;
    let page = places::of_value(DimensionId::Model, source, &series.id);
    Cell::text(label(models, series)).leading_to(page)
}

fn label(models: &Answered, series: &Series) -> String {
    series_label(
        &models.answer,
        series,
        &models.edition.dictionary,
        models.language,
    )
}
