//! Answering from what is kept: sums of cells with single models taken out of them, or the sums of
//! the models present at every date. What is not kept is named, to be read ([`super::gathering`]).

use super::shelf::{Counted, Dates, Kind};
use super::standing::{History, Listed, Panel, Standings};
use super::{Cube, Edition, contradiction, nothing};
use crate::domain::Metric;
use crate::query::{Entry, Facts, ModelLevel, Needs, Panel as Asked, Period, Query, surely_in};
use crate::store::Error;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A question about what the cube does not hold.
pub(super) struct Reading<'a> {
    pub edition: &'a Edition,
    pub query: &'a Query,
    pub metric: &'a Metric,
    pub needs: Needs,
    pub kind: Kind,
}

/// What was found for one question. It stays here, whatever the shelf has room for.
#[derive(Default)]
pub(super) struct Found {
    pub past: Option<Arc<Cube>>,
    pub panel: Option<Arc<Panel>>,
    pub standings: Option<Arc<Standings>>,
    pub listed: Option<Arc<Vec<Listed>>>,
    pub others: Option<Arc<Vec<i64>>>,
    pub histories: HashMap<i64, Arc<History>>,
}

/// Why there is no answer yet.
pub(super) enum Gap {
    /// Something has to be read.
    Missing(Missing),
    /// Something is wrong.
    Fault(Error),
}

/// What has to be read.
pub(super) enum Missing {
    /// The cube of a moment.
    Past(DateTime<Utc>),
    /// The models present at every one of these dates.
    Panel(Dates),
    /// How all models stood in a period.
    Standings(Counted),
    /// Models by the ids of the source.
    Listed(Vec<String>),
    /// The models that are in some of these cells at the dates shown.
    Others(Dates, Vec<u32>),
    /// These models.
    Histories(Vec<i64>),
}

impl From<Missing> for Gap {
    fn from(missing: Missing) -> Self {
        Self::Missing(missing)
    }
}

impl From<Error> for Gap {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

type Answered<T> = Result<T, Gap>;

impl<'a> Reading<'a> {
    pub fn new(edition: &'a Edition, query: &'a Query, metric: &'a Metric, needs: Needs) -> Self {
        let metrics = edition.dictionary.metrics().iter();
        let kind = Kind {
            metric: metrics.take_while(|other| *other != metric).count(),
            as_of: needs.as_of,
            variants: needs.variants,
        };
        Self {
            edition,
            query,
            metric,
            needs,
            kind,
        }
    }

    /// The cube of the moment asked for, if it is at hand.
    pub fn cube<'f>(&'f self, found: &'f Found) -> Option<&'f Cube> {
        if self.needs.as_of == self.edition.as_of {
            return Some(&self.edition.cube);
        }
        match (&found.past, self.needs.as_of) {
            (Some(past), _) => Some(past),
            (None, Some(_)) => None,
            (None, None) => Some(&self.edition.cube),
        }
    }

    /// The dates asked for.
    pub fn dates(&self) -> Dates {
        Dates {
            kind: self.kind,
            from: self.needs.from,
            to: self.needs.to,
            every: self.needs.every,
        }
    }

    /// The dates an answer shows, and by day whether it is counted.
    pub fn counted(&self, days: &[NaiveDate]) -> (Vec<Period>, Vec<bool>) {
        let periods = self.query.periods(self.metric.semantics, days);
        let mut counted = vec![false; days.len()];
        for period in &periods {
            counted[period.counted.clone()].fill(true);
        }
        (periods, counted)
    }

    /// The facts, from what is kept and what was found.
    pub fn answer(&self, found: &mut Found) -> Answered<Arc<Facts>> {
        let kept = &self.edition.shelf;
        if self.cube(found).is_none()
            && let Some(moment) = self.needs.as_of
        {
            found.past = kept.cubes.get(&moment);
            if found.past.is_none() {
                return Err(Missing::Past(moment).into());
            }
        }
        let all = self
            .cube(found)
            .and_then(|cube| cube.facts(&self.metric.slug));
        let Some(all) = all.map(Arc::clone) else {
            return Ok(nothing(self.metric)?);
        };
        if self.needs.panel == Asked::Common && found.panel.is_none() {
            let dates = self.dates();
            found.panel = kept.panels.get(&dates);
            if found.panel.is_none() {
                return Err(Missing::Panel(dates).into());
            }
        }
        let panel = found.panel.clone();
        let whole = panel.as_ref().map_or(all, |panel| Arc::clone(&panel.facts));
        let (top, listed) = match &self.needs.models {
            ModelLevel::None => return Ok(whole),
            ModelLevel::Top(top) => (Some(*top), &[][..]),
            ModelLevel::Listed(ids) => (None, &**ids),
            ModelLevel::TopAndListed(top, ids) => (Some(*top), &**ids),
        };
        let (periods, counted) = self.counted(whole.days());
        let is_member = |id: &i64| panel.as_ref().is_none_or(|panel| panel.has(*id));
        let listed = self.listed(listed, found)?;
        let mut apart: HashSet<i64> = listed.iter().map(|listed| listed.identity).collect();
        apart.retain(is_member);
        if let Some(top) = top
            && let Some(last) = periods.last()
        {
            let top = usize::from(top);
            let filter = self.query.filters.get(&crate::query::DimensionId::Model);
            let left_out = listed.iter().filter(|listed| {
                filter.is_some_and(|filter| filter.excludes() && filter.names(&listed.id))
            });
            let left_out = left_out.map(|listed| listed.identity).collect();
            let sure = surely_in(self.query, &self.edition.dictionary, whole.cells());
            let known;
            let standings = if let Some(panel) = &panel {
                &panel.standings
            } else {
                let days = &whole.days()[last.counted.clone()];
                known = self.standings(days, found)?;
                &*known
            };
            let leaders = standings.leaders(top, &sure, &left_out);
            let all_that_last = leaders.len() < top && periods.len() > 1;
            apart.extend(leaders);
            apart.extend(&*standings.unlisted);
            // Whoever is gone by the last period can still lead: all others follow.
            if all_that_last {
                let histories = self.histories(&apart, found)?;
                let cells = left_over(&whole, &counted, &sure, &histories);
                if !cells.is_empty() {
                    let others = self.others(cells, found)?;
                    apart.extend(others.iter().filter(|id| is_member(id)));
                }
            }
        }
        let histories = self.histories(&apart, found)?;
        Ok(Arc::new(with_models(&whole, &counted, &histories)?))
    }

    /// Models of these ids, and the row for what the source does not list; none where none is named.
    fn listed(&self, ids: &[String], found: &mut Found) -> Answered<Arc<Vec<Listed>>> {
        if ids.is_empty() {
            return Ok(Arc::default());
        }
        if found.listed.is_none() {
            let key = (self.kind, ids.to_vec());
            found.listed = self.edition.shelf.lists.get(&key);
        }
        let listed = found.listed.clone();
        listed.ok_or_else(|| Missing::Listed(ids.to_vec()).into())
    }

    fn standings(&self, days: &[NaiveDate], found: &mut Found) -> Answered<Arc<Standings>> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Ok(Arc::default());
        };
        let counted = (self.kind, *first, *last);
        if found.standings.is_none() {
            found.standings = self.edition.shelf.standings.get(&counted);
        }
        let standings = found.standings.clone();
        standings.ok_or_else(|| Missing::Standings(counted).into())
    }

    fn others(&self, cells: Vec<u32>, found: &mut Found) -> Answered<Arc<Vec<i64>>> {
        let key = (self.dates(), cells);
        if found.others.is_none() {
            found.others = self.edition.shelf.others.get(&key);
        }
        let others = found.others.clone();
        others.ok_or_else(|| Missing::Others(key.0, key.1).into())
    }

    /// The histories of models, by their number.
    fn histories(&self, ids: &HashSet<i64>, found: &mut Found) -> Answered<Vec<Arc<History>>> {
        let mut ids: Vec<i64> = ids.iter().copied().collect();
        ids.sort_unstable();
        let mut missing = Vec::new();
        let mut histories = Vec::with_capacity(ids.len());
        for id in ids {
            if !found.histories.contains_key(&id)
                && let Some(kept) = self.edition.shelf.histories.get(&(self.kind, id))
            {
                found.histories.insert(id, kept);
            }
            match found.histories.get(&id) {
                Some(history) => histories.push(Arc::clone(history)),
                None => missing.push(id),
            }
        }
        if missing.is_empty() {
            Ok(histories)
        } else {
            Err(Missing::Histories(missing).into())
        }
    }
}

/// The cells of some in which, on days that are counted, there are more models than these.
fn left_over(
    whole: &Facts,
    counted: &[bool],
    in_cells: &[bool],
    histories: &[Arc<History>],
) -> Vec<u32> {
    let mut known: HashMap<(usize, u32), (i128, u32)> = HashMap::new();
    for (day, entry) in histories.iter().flat_map(|one| one.entries(0, counted)) {
        let (value, slugs) = known.entry((day, entry.cell)).or_default();
        *value += entry.value;
        *slugs += entry.slugs;
    }
    let mut cells = HashSet::new();
    for day in (0..counted.len()).filter(|day| counted[*day]) {
        let entries = whole.sums_of(day);
        for entry in entries.filter(|entry| in_cells[entry.cell as usize]) {
            let all = (entry.value, entry.slugs);
            if known.get(&(day, entry.cell)).copied().unwrap_or_default() != all {
                cells.insert(entry.cell);
            }
        }
    }
    let mut cells: Vec<u32> = cells.into_iter().collect();
    cells.sort_unstable();
    cells
}

/// The same sums with models taken out of them and put on their own, on the days counted.
fn with_models(
    whole: &Facts,
    counted: &[bool],
    histories: &[Arc<History>],
) -> Result<Facts, Error> {
    let mut names = Vec::with_capacity(histories.len());
    let mut rows: Vec<(usize, Entry)> = Vec::new();
    for history in histories {
        let entries = history.entries(names.len() as u32, counted);
        if !entries.is_empty() {
            rows.extend(entries);
            names.push(history.name.clone());
        }
    }
    rows.sort_unstable_by_key(|(day, entry)| (*day, entry.cell, entry.model));
    whole.with_models(names, &rows).map_err(contradiction)
}
