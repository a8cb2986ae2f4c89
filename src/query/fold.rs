//! Series of an answer: which labels stand on their own, what folds into the rest, and what
//! each is made of on a date.

use super::Query;
use super::answer::ShareRange;
use super::dictionary::{Label, UNKNOWN};
use super::tally::{PeriodSums, Tally};
use super::worlds::LabelSet;

/// Which labels make which series: the leading ones each their own, all other known ones
/// `_rest`, the unknown the last.
pub(super) struct Parts {
    /// The labels shown on their own, by rank.
    pub leading: Vec<Label>,
    /// By label: index of its series.
    part_of: Vec<usize>,
    /// By set of labels: the parts rows of that set may belong to.
    by_set: Vec<Vec<usize>>,
    /// Whether any rows belong to the rest; without, there is no such series.
    has_rest: bool,
    /// Labels that stand for many values at once, such as all models that were not read one by
    /// one: together they rival nobody.
    lumps: Vec<Label>,
}

/// A series of one period before it is a point.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Range {
    /// Whether it has a row.
    pub present: bool,
    /// K.
    pub sure: i128,
    /// P.
    pub possible: i128,
    /// The part of P that is not in D.
    pub possible_outside: i128,
}

/// All series of one period.
pub(super) struct Ranges {
    /// D.
    pub total: i128,
    /// U.
    pub possible: i128,
    pub parts: Vec<Range>,
}

impl Range {
    /// The share and its range, of a total that is not 0.
    pub fn share(&self, total: i128, possible: i128) -> Option<ShareRange> {
        (total > 0).then(|| ShareRange {
            low: self.sure as f64 / (total + possible) as f64,
            share: self.sure as f64 / total as f64,
            high: (self.sure + self.possible) as f64 / (total + self.possible_outside) as f64,
        })
    }
}

impl Parts {
    /// Ranks the known labels that have rows: by value in the last period, then by the total
    /// of all, then by id. `id_of` spells a label; one without an id is never leading.
    pub fn new<'a>(query: &Query, tally: &Tally, id_of: impl Fn(Label) -> &'a str) -> Self {
        let mut totals: Vec<Option<(Option<i128>, i128)>> = vec![None; tally.label_count];
        for (index, period) in tally.periods.iter().enumerate() {
            let last = index + 1 == tally.periods.len();
            for sum in tally.known(period).iter().filter(|sum| sum.sure) {
                let (latest, total) = totals[sum.label as usize].get_or_insert_default();
                *total += sum.value;
                if last {
                    *latest.get_or_insert_default() += sum.value;
                }
            }
        }
        let mut ranked: Vec<(Label, Option<i128>, i128, &str)> = totals
            .iter()
            .zip(0..)
            .filter_map(|(totals, label)| {
                totals.map(|(latest, total)| (label, latest, total, id_of(label)))
            })
            .collect();
        let everything = ranked.len();
        let nameless = ranked.iter().filter(|(_, _, _, id)| id.is_empty());
        let lumps = nameless.map(|(label, ..)| *label).collect();
        ranked.retain(|(_, _, _, id)| !id.is_empty());
        ranked.sort_by(|a, b| (b.1, b.2).cmp(&(a.1, a.2)).then_with(|| a.3.cmp(b.3)));
        ranked.truncate(usize::from(query.top));
        let leading: Vec<Label> = ranked.iter().map(|(label, ..)| *label).collect();
        Self {
            lumps,
            ..Self::with_leading(leading, everything, tally)
        }
    }

    /// The parts when these labels lead, of `everything` known labels with rows.
    pub fn with_leading(leading: Vec<Label>, everything: usize, tally: &Tally) -> Self {
        let mut part_of = vec![leading.len(); tally.label_count];
        // Every real value that is not leading, the unnamed one included.
        let mut rest = LabelSet::with_size(tally.label_count);
        for (part, label) in leading.iter().enumerate() {
            part_of[*label as usize] = part;
        }
        part_of[UNKNOWN as usize] = leading.len() + 1;
        for (part, label) in part_of.iter().zip(0..) {
            if *part == leading.len() {
                rest.insert(label);
            }
        }
        let by_set = tally.sets.iter().map(|set| {
            let named = leading
                .iter()
                .enumerate()
                .filter(|(_, label)| set.contains(**label));
            let mut parts: Vec<usize> = named.map(|(part, _)| part).collect();
            if set.intersects(&rest) {
                parts.push(leading.len());
            }
            parts
        });
        Self {
            by_set: by_set.collect(),
            has_rest: everything > leading.len(),
            lumps: Vec::new(),
            part_of,
            leading,
        }
    }

    /// The places of the leading labels among all known ones of a period, by what is surely theirs.
    pub fn ranks(&self, tally: &Tally, sums: &PeriodSums) -> Vec<u32> {
        let mut values: Vec<i128> = vec![0; tally.label_count];
        for sum in tally.known(sums).iter().filter(|sum| sum.sure) {
            values[sum.label as usize] += sum.value;
        }
        for label in &self.lumps {
            values[*label as usize] = 0;
        }
        let place = |label: &Label| {
            let own = values[*label as usize];
            1 + values.iter().filter(|value| **value > own).count() as u32
        };
        self.leading.iter().map(place).collect()
    }

    /// K, P and the totals of one period.
    pub fn ranges(&self, tally: &Tally, sums: &PeriodSums) -> Ranges {
        let mut ranges = Ranges {
            total: 0,
            possible: 0,
            parts: vec![Range::default(); self.leading.len() + 2],
        };
        let known = tally
            .known(sums)
            .iter()
            .map(|sum| (self.part_of[sum.label as usize], sum.sure, sum.value));
        let unknown = self.leading.len() + 1;
        let open = tally
            .open(sums)
            .iter()
            .map(|sum| (unknown, sum.sure, sum.value));
        for (part, sure, value) in known.chain(open) {
            let range = &mut ranges.parts[part];
            if sure {
                ranges.total += value;
                range.sure += value;
                range.present = true;
            } else {
                ranges.possible += value;
                range.possible += value;
                range.possible_outside += value;
            }
        }
        for sum in tally.open(sums) {
            for part in &self.by_set[sum.set] {
                let range = &mut ranges.parts[*part];
                range.possible += sum.value;
                range.possible_outside += if sum.sure { 0 } else { sum.value };
            }
        }
        // Nothing was folded: what may be of some other value is in no series shown.
        ranges.parts[self.leading.len()].present &= self.has_rest;
        ranges
    }

    /// Models of each series: the most on one day.
    pub fn models(&self, tally: &Tally, sums: &PeriodSums) -> Vec<u32> {
        let mut most = vec![0; self.leading.len() + 2];
        for day in tally.models(sums) {
            let mut models = vec![0; most.len()];
            for (label, count) in day {
                models[self.part_of[*label as usize]] += count;
            }
            for (most, models) in most.iter_mut().zip(models) {
                *most = models.max(*most);
            }
        }
        most
    }
}
