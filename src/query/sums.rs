//! The one pass over rows: a class and an addition each.

use super::choices::Variants;
use super::classify::{Class, Numbering, OUT};
use super::columns::DayValues;
use super::dictionary::Label;
use super::facts::Day;
use super::tally::Lineages;
use std::ops::{AddAssign, SubAssign};

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
    /// Places for the classes that rows have, which are numbered anew by place: few places stay
    /// in the nearest cache.
    pub fn of_used(numbering: &Numbering, tables: [&mut [u32]; 2]) -> Self {
        let mut places = vec![OUT; numbering.len()];
        let mut used = Vec::new();
        for (row, class) in tables.into_iter().flatten().enumerate() {
            if *class == OUT {
                *class = (row % OUTSIDE) as u32;
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

    /// Adds the rows of a day: `cells` has the place of what is left of each cell, `own` of each
    /// row of a single model. The models surely in the filter go to `models`, by label; what
    /// became of their bases is returned.
    pub fn add_day(
        &mut self,
        day: &Day<'_>,
        (cells, own): (&[u32], &[u32]),
        variants: Variants,
        models: &mut Vec<(Label, u32)>,
    ) -> Lineages {
        let Self {
            classes,
            outside,
            narrow,
            wide,
            period,
        } = self;
        let parts = [day.sums, day.taken, day.own];
        let [of_sums, of_taken, of_own] = parts.map(|part| match variants {
            Variants::Merged => part.merged,
            Variants::Separate => part.separate,
        });
        let place = |cell: &u32| cells[*cell as usize];
        let in_sums = || day.sums.cells.iter().map(place).zip(of_sums);
        let in_taken = || {
            let rows = (0..day.taken.cells.len()).map(|at| u64::from(day.takes_all(at)));
            let places = day.taken.cells.iter().map(place);
            places.zip(of_taken.iter().zip(rows))
        };
        let in_own = || own.iter().copied().zip(of_own);
        if let [
            DayValues::Narrow(sums),
            DayValues::Narrow(taken),
            DayValues::Narrow(own),
        ] = parts.map(|part| part.values)
        {
            add_rows(narrow, in_sums(), sums.iter().copied());
            take_rows(narrow, in_taken(), taken.iter().copied());
            add_rows(narrow, in_own(), own.iter().copied());
            return flush(narrow, *outside, classes, period, models);
        }
        wide.resize(period.len(), Sum::default());
        add_rows(wide, in_sums(), day.sums.all_values());
        take_rows(wide, in_taken(), day.taken.all_values());
        add_rows(wide, in_own(), day.own.all_values());
        flush(wide, *outside, classes, period, models)
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

/// The pass itself. Rows outside the filter land in places of their own, which nobody reads:
/// cheaper than a branch a row.
fn add_rows<'a, T: Copy + AddAssign>(
    sums: &mut [Sum<T>],
    rows: impl Iterator<Item = (u32, &'a u32)>,
    values: impl Iterator<Item = T>,
) {
    rows.zip(values).for_each(|((place, count), value)| {
        let sum = &mut sums[place as usize];
        sum.value += value;
        sum.rows_and_models += ONE_ROW | u64::from(*count);
    });
}

/// Takes out again what models on their own had in the sums of cells, and the row of a cell of
/// which nothing is left.
fn take_rows<'a, T: Copy + SubAssign>(
    sums: &mut [Sum<T>],
    rows: impl Iterator<Item = (u32, (&'a u32, u64))>,
    values: impl Iterator<Item = T>,
) {
    for ((place, (count, rows)), value) in rows.zip(values) {
        let sum = &mut sums[place as usize];
        sum.value -= value;
        sum.rows_and_models -= ONE_ROW * rows + u64::from(*count);
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
