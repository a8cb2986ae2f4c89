//! What is kept of single models: histories, and how all of them stood in a period.

use super::placing::{Atlas, Model};
use super::shelf::Weighed;
use crate::query::{Entry, Facts, ModelName};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

/// All observations of one model, or of a family where variants are merged.
#[derive(Debug)]
pub(super) struct History {
    pub name: ModelName,
    /// By day and cell.
    pub rows: Box<[HistoryRow]>,
}

/// One observation. A model has as many on a day as it has variants.
#[derive(Debug, Clone, Copy)]
pub(super) struct HistoryRow {
    pub value: i64,
    pub cell: u32,
    /// Index of the day.
    pub day: u16,
    /// Whether it counts as a model.
    pub counted: bool,
}

/// How all models stood in a period: what each adds up to, by cell.
#[derive(Debug, Default)]
pub(super) struct Standings {
    /// Models in the order of the ids of the source, by which equal ones are ranked.
    identities: Box<[i64]>,
    /// Index of the model, ascending, and the cell.
    rows: Box<[(u32, u32)]>,
    values: Box<[i128]>,
    /// What stands for models that are not listed: it is not ranked.
    pub unlisted: Box<[i64]>,
}

/// The models present at every date.
#[derive(Debug)]
pub(super) struct Panel {
    /// What they add up to.
    pub facts: Arc<Facts>,
    /// Who they are, ascending.
    pub members: Box<[i64]>,
    /// How they stood in the last period.
    pub standings: Standings,
}

/// A model that a question names, or the row for what its source does not list.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub identity: i64,
    /// The id of the source.
    pub id: String,
}

impl History {
    /// Its entries on some days, with their day, each cell of a day once. A model counts once a
    /// day: in the first cell that any variant of it is in.
    pub fn entries(&self, model: u32, days: &[bool]) -> Vec<(usize, Entry)> {
        let mut entries: Vec<(usize, Entry)> = Vec::with_capacity(self.rows.len());
        let mut counted_on = None;
        for row in &self.rows {
            let day = usize::from(row.day);
            if !days[day] {
                continue;
            }
            let once = row.counted && counted_on != Some(day);
            if once {
                counted_on = Some(day);
            }
            let (value, slugs) = (i128::from(row.value), u32::from(row.counted));
            match entries.last_mut() {
                Some((last, entry)) if (*last, entry.cell) == (day, row.cell) => {
                    entry.value += value;
                    entry.slugs += slugs;
                    entry.models += u32::from(once);
                }
                _ => entries.push((
                    day,
                    Entry {
                        cell: row.cell,
                        model: Some(model),
                        value,
                        models: u32::from(once),
                        slugs,
                    },
                )),
            }
        }
        entries
    }

    /// Whether it is in one of these cells on one of these days.
    pub fn is_in(&self, cells: &HashSet<u32>, days: &[bool]) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| days[usize::from(row.day)] && cells.contains(&row.cell))
    }
}

impl Standings {
    /// From what each model adds up to by cell.
    pub fn new(sums: &HashMap<(i64, u32), i128>, atlas: &Atlas) -> Self {
        let identities: HashSet<i64> = sums.keys().map(|(identity, _)| *identity).collect();
        let models = identities
            .iter()
            .filter_map(|identity| atlas.models.get(identity));
        let (unlisted, mut models): (Vec<&Model>, Vec<&Model>) =
            models.partition(|model| model.unlisted);
        models.sort_unstable_by(|a, b| a.external_id.cmp(&b.external_id));
        let identities: Box<[i64]> = models.iter().map(|model| model.id).collect();
        let at: HashMap<i64, u32> = identities.iter().copied().zip(0..).collect();
        let ranked = sums
            .iter()
            .filter_map(|((identity, cell), value)| Some(((*at.get(identity)?, *cell), *value)));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_unstable_by_key(|(row, _)| *row);
        let (rows, values): (Vec<_>, Vec<_>) = ranked.into_iter().unzip();
        Self {
            identities,
            rows: rows.into(),
            values: values.into(),
            unlisted: unlisted.iter().map(|model| model.id).collect(),
        }
    }

    /// The models that lead by what they add up to in some cells, at most so many; those left out
    /// are not ranked.
    pub fn leaders(&self, top: usize, in_cells: &[bool], left_out: &HashSet<i64>) -> Vec<i64> {
        // Those that lead so far, the last of them first.
        let mut leaders: BinaryHeap<(Reverse<i128>, u32)> = BinaryHeap::with_capacity(top + 1);
        let mut values = self.values.iter();
        for rows in self.rows.chunk_by(|(a, _), (b, _)| a == b) {
            let mut sum = None;
            for ((_, cell), value) in rows.iter().zip(&mut values) {
                if in_cells[*cell as usize] {
                    *sum.get_or_insert(0) += value;
                }
            }
            let (Some(sum), Some((model, _))) = (sum, rows.first()) else {
                continue;
            };
            let place = (Reverse(sum), *model);
            let is_ahead = leaders.len() < top || leaders.peek().is_some_and(|last| place < *last);
            if is_ahead && !left_out.contains(&self.identities[*model as usize]) {
                leaders.push(place);
                if leaders.len() > top {
                    leaders.pop();
                }
            }
        }
        let identity = |at: u32| self.identities[at as usize];
        leaders.into_iter().map(|(_, at)| identity(at)).collect()
    }
}

impl Panel {
    /// Whether a model is present at every date.
    pub fn has(&self, identity: i64) -> bool {
        self.members.binary_search(&identity).is_ok()
    }
}

impl Weighed for History {
    fn bytes(&self) -> usize {
        self.name.id.len() + self.name.name.len() + self.rows.len() * size_of::<HistoryRow>()
    }
}

impl Weighed for Standings {
    fn bytes(&self) -> usize {
        let row = size_of::<(u32, u32)>() + size_of::<i128>();
        self.identities.len() * size_of::<i64>() + self.rows.len() * row
    }
}

impl Weighed for Panel {
    fn bytes(&self) -> usize {
        self.facts.bytes() + self.members.len() * size_of::<i64>() + self.standings.bytes()
    }
}

impl Weighed for Vec<Listed> {
    fn bytes(&self) -> usize {
        let of = |listed: &Listed| size_of::<Listed>() + 2 * listed.id.len();
        self.iter().map(of).sum()
    }
}

impl Weighed for Vec<i64> {
    fn bytes(&self) -> usize {
        self.len() * size_of::<i64>()
    }
}
