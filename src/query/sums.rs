//! The one pass over rows: a class and an addition each.

use super::classify::{Class, Numbering, OUT};
use super::dictionary::Label;
use super::facts::DayValues;
use super::tally::Lineages;
use std::ops::AddAssign;

/// The rows of a class so far. Rows and models share one number, so that a row costs two
/// additions: rows in the upper half, models in the lower.
#[derive(Debug, Clone, Copy, Default)]
struct Sum<T> {
    value: T,
    rows_and_models: u64,
}

const ONE_ROW: u64 = 1 << 32;

/// Places for rows outside the filter. Under a narrow filter nearly all rows are there, and
/// adding to one place again and again waits for the addition before.
const OUTSIDE: usize = 8;

/// Sums of a day and of a period by class, in places used again for each.
pub(super) struct Sums {
    /// The classes, in the order of their places.
    classes: Vec<Class>,
    /// How many places before those are for rows outside.
    outside: usize,
    narrow: Vec<Sum<i64>>,
    wide: Vec<Sum<i128>>,
    period: Vec<(i128, u64)>,
}

impl Sums {
    /// Places for every class there is.
    pub fn of_all(numbering: &Numbering) -> Self {
        Self::of(
            1,
            (1..numbering.len() as u32).map(|number| numbering.class(number)),
        )
    }

    /// Places for the classes that cells have, which are numbered anew by place: few places
    /// stay in the nearest cache.
    pub fn of_used(numbering: &Numbering, of_cells: &mut [u32]) -> Self {
        let mut places = vec![OUT; numbering.len()];
        let mut used = Vec::new();
        for (cell, class) in of_cells.iter_mut().enumerate() {
            if *class == OUT {
                *class = (cell % OUTSIDE) as u32;
                continue;
            }
            let place = &mut places[*class as usize];
            if *place == OUT {
                *place = (OUTSIDE + used.len()) as u32;
                used.push(numbering.class(*class));
            }
            *class = *place;
        }
        Self::of(OUTSIDE, used.into_iter())
    }

    fn of(outside: usize, classes: impl Iterator<Item = Class>) -> Self {
        let classes: Vec<Class> = classes.collect();
        let places = classes.len() + outside;
        Self {
            narrow: vec![Sum::default(); places],
            wide: Vec::new(),
            period: vec![(0, 0); places],
            classes,
            outside,
        }
    }

    /// Adds the rows of a day: `keys` are places, or point into a table of places. The
    /// models surely in the filter go to `models`, by label; what became of their bases is
    /// returned.
    pub fn add_day(
        &mut self,
        keys: &[u32],
        table: Option<&[u32]>,
        counts: &[u32],
        values: DayValues<'_>,
        models: &mut Vec<(Label, u32)>,
    ) -> Lineages {
        let Self {
            classes,
            outside,
            narrow,
            wide,
            period,
        } = self;
        match values {
            DayValues::Narrow(values) => {
                add_rows(narrow, keys, table, counts, values);
                flush(narrow, *outside, classes, period, models)
            }
            DayValues::Wide(values) => {
                wide.resize(period.len(), Sum::default());
                add_rows(wide, keys, table, counts, values);
                flush(wide, *outside, classes, period, models)
            }
        }
    }

    /// Hands over the sums of the period, of every class that had rows.
    pub fn end_period(&mut self, mut take: impl FnMut(Class, i128)) {
        for (sum, class) in self.period[self.outside..].iter_mut().zip(&self.classes) {
            let (value, rows) = std::mem::take(sum);
            if rows > 0 {
                take(*class, value);
            }
        }
    }
}

/// The pass itself. Rows outside the filter land in a place of their own, which nobody reads:
/// cheaper than a branch a row.
fn add_rows<T: Copy + AddAssign>(
    sums: &mut [Sum<T>],
    keys: &[u32],
    table: Option<&[u32]>,
    counts: &[u32],
    values: &[T],
) {
    let mut add = |place: u32, value: T, count: u32| {
        let sum = &mut sums[place as usize];
        sum.value += value;
        sum.rows_and_models += ONE_ROW | u64::from(count);
    };
    let rows = keys.iter().zip(values).zip(counts);
    match table {
        Some(table) => {
            rows.for_each(|((key, value), count)| add(table[*key as usize], *value, *count));
        }
        None => rows.for_each(|((key, value), count)| add(*key, *value, *count)),
    }
}

/// Moves the sums of a day into those of the period.
fn flush<T: Copy + Default + Into<i128>>(
    sums: &mut [Sum<T>],
    outside: usize,
    classes: &[Class],
    period: &mut [(i128, u64)],
    models: &mut Vec<(Label, u32)>,
) -> Lineages {
    // A sum of days might not fit where the sum of one does.
    sums[..outside].fill(Sum::default());
    let mut lineages = Lineages::default();
    for ((sum, period), class) in sums.iter_mut().zip(period).skip(outside).zip(classes) {
        let Sum {
            value,
            rows_and_models,
        } = std::mem::take(sum);
        if rows_and_models == 0 {
            continue;
        }
        period.0 += value.into();
        period.1 += rows_and_models / ONE_ROW;
        if class.sure {
            let count = (rows_and_models % ONE_ROW) as u32;
            models.push((class.label, count));
            lineages.count(class, count);
        }
    }
    lineages
}
