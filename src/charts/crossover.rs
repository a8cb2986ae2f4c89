//! Crossover: since when one series leads another without interruption, as far as that is known.
//!
//! The unknown may belong to either of the two, so three answers stand side by side. In the worst
//! case for the leader all that may be the other's is: then its own share is its low bound and the
//! other's the high bound. Where it leads even so, it leads for sure. In the best case it is the
//! other way around: before that date it cannot have led. Between the two stands what is known:
//! share against share. (Under a filter the bounds of the two have different divisors, each chosen
//! so that the range is as wide as it can be: a sure lead is sure, and a possible one is at most
//! called possible too early.)

use super::Subject;
use super::headline::{label, lowercase_first, unit};
use super::numbers::date_label;
use crate::plot::{Mark, MarkKind};
use crate::query::{Answer, DimensionId, Series, SeriesKind, ShareRange};

/// Since when a series leads another up to the newest complete date; none where it does not lead
/// then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossover {
    /// Under its low bound against the other's high bound.
    pub sure: Option<Since>,
    /// Share against share.
    pub known: Option<Since>,
    /// Under its high bound against the other's low bound.
    pub possible: Option<Since>,
}

/// The beginning of a lead; dates are indices into [`Answer::periods`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// The first date on which it leads and is not interrupted afterward.
    pub from: usize,
    /// The date before, on which it does not lead or nothing can be compared: the change came
    /// between the two. None where it leads on every date shown.
    pub after: Option<usize>,
}

/// A series that leads another, or all others, on the newest complete date, with since when.
#[derive(Debug, Clone, Copy)]
pub struct Lead<'a> {
    leader: &'a Series,
    /// None where it leads all others.
    other: Option<&'a Series>,
    newest: usize,
    /// Since when.
    pub crossover: Crossover,
}

impl Crossover {
    /// Of the shares of two series, ascending by date; a date on which either has none interrupts
    /// every lead, because nothing can be compared on it.
    pub fn among(shares: &[Option<(ShareRange, ShareRange)>]) -> Self {
        let since = |leads: fn(&ShareRange, &ShareRange) -> bool| {
            let leads = |pair: &Option<(ShareRange, ShareRange)>| {
                pair.as_ref().is_some_and(|(one, other)| leads(one, other))
            };
            let after = shares.iter().rposition(|pair| !leads(pair));
            let from = after.map_or(0, |at| at + 1);
            (from < shares.len()).then_some(Since { from, after })
        };
        Self {
            sure: since(|one, other| one.low > other.high),
            known: since(|one, other| one.share > other.share),
            possible: since(|one, other| one.high > other.low),
        }
    }
}

impl<'a> Lead<'a> {
    /// Of two series of an answer; none where one of them has no share on the newest complete date
    /// or neither is ahead.
    pub fn of(answer: &'a Answer, ids: [&str; 2]) -> Option<Self> {
        let newest = answer.newest_complete()?;
        let [one, other] = ids.map(|id| answer.series_by_id(id));
        let share = |series: &Series, at| series.point(at).and_then(|point| point.share);
        let (one, other) = (one?, other?);
        let (leader, other) = if share(one, newest)?.share < share(other, newest)?.share {
            (other, one)
        } else {
            (one, other)
        };
        let shares: Vec<_> = (0..=newest)
            .map(|at| share(leader, at).zip(share(other, at)))
            .collect();
        let crossover = Crossover::among(&shares);
        crossover.known?;
        Some(Self {
            leader,
            other: Some(other),
            newest,
            crossover,
        })
    }

    /// Of whichever series leads all others on the newest complete date; none where none does.
    pub fn over_all(answer: &'a Answer) -> Option<Self> {
        let newest = answer.newest_complete()?;
        let share = |series: &Series| series.point(newest)?.share.map(|range| range.share);
        let known = answer.series.iter();
        let known = known.filter(|series| series.kind == SeriesKind::Known);
        let leader = known
            .filter(|series| share(series).is_some())
            .max_by(|a, b| {
                share(a)
                    .unwrap_or_default()
                    .total_cmp(&share(b).unwrap_or_default())
            })?;
        let shares: Vec<_> = (0..=newest)
            .map(|at| {
                let own = leader.point(at).and_then(|point| point.share)?;
                Some((own, best_of_others(answer, leader, at)))
            })
            .collect();
        let crossover = Crossover::among(&shares);
        crossover.known?;
        Some(Self {
            leader,
            other: None,
            newest,
            crossover,
        })
    }

    /// Since when it leads, in a sentence that claims no more than the ranges carry.
    pub fn since(&self, subject: &Subject<'_>) -> Option<String> {
        let Crossover {
            sure,
            known,
            possible,
        } = self.crossover;
        let date = |since: Since| {
            let date = day(subject, since.from);
            match since.after {
                Some(_) => date,
                None => subject.say("crossover-first", &[("date", &date)]),
            }
        };
        let unit = unit(subject);
        let leader = Named::of(subject, self.leader, true);
        let other = self.other.map(|other| Named::of(subject, other, false));
        let key = match other {
            Some(_) => "crossover-pair",
            None => "crossover-pair-all",
        };
        let other = other.unwrap_or_default();
        let pair = subject.say(
            key,
            &[
                ("by", subject.query.breakdown().key),
                ("leader", &leader.plain),
                ("leader-within", &leader.within),
                ("leader-from", &leader.from),
                ("other", &other.plain),
                ("other-within", &other.within),
                ("other-from", &other.from),
                ("unit", &unit),
            ],
        );
        let known = known?;
        let earlier = possible.filter(|possible| *possible != known);
        let earlier = earlier.map(date).unwrap_or_default();
        let key = match (sure, earlier.is_empty()) {
            (Some(sure), true) if sure == known => "crossover-whatever",
            (Some(_), true) => "crossover-sure",
            (Some(sure), false) if sure == known => "crossover-whatever-possible",
            (Some(_), false) => "crossover-sure-possible",
            (None, true) => "crossover-known",
            (None, false) => "crossover-known-possible",
        };
        Some(subject.say(
            key,
            &[
                ("pair", &pair),
                ("known", &date(known)),
                ("sure", &sure.map(date).unwrap_or_default()),
                ("possible", &earlier),
                ("newest", &day(subject, self.newest)),
            ],
        ))
    }

    /// Between which observed dates it took the lead; none where it had it from the first.
    pub fn between(&self, subject: &Subject<'_>) -> Option<String> {
        let known = self.crossover.known?;
        let before = day(subject, known.after?);
        let from = day(subject, known.from);
        let passed = subject.say("crossover-between", &[("before", &before), ("from", &from)]);
        let late = self.crossover.sure.filter(|sure| *sure != known);
        let late = late.and_then(|sure| sure.after).map(|at| {
            let last = day(subject, at);
            subject.say("crossover-last-doubt", &[("last", &last)])
        });
        Some(late.map_or(passed.clone(), |late| format!("{passed} {late}")))
    }

    /// The dates as marks for a chart of the two.
    pub(super) fn marks(&self, subject: &Subject<'_>) -> Vec<Mark> {
        let Crossover { sure, known, .. } = self.crossover;
        let known = known.filter(|known| Some(*known) != sure);
        let leader = label(subject, self.leader);
        let other = self.other.map_or_else(
            || subject.say("crossover-all-others", &[]),
            |other| label(subject, other),
        );
        [
            (known, "crossover-mark-known"),
            (sure, "crossover-mark-sure"),
        ]
        .into_iter()
        .filter_map(|(since, key)| {
            let since = since?;
            // A lead from the first date on was taken at no date shown.
            since.after?;
            let arguments = [("leader", leader.as_str()), ("other", other.as_str())];
            Some(Mark {
                date: subject.answer.periods[since.from].period.first,
                label: subject.say(key, &arguments),
                detail: subject.say(&format!("{key}-detail"), &arguments),
                kind: MarkKind::Crossover,
            })
        })
        .collect()
    }
}

/// What a leader is to be measured against on a date: the most that any other has. Values that are
/// folded into the rest are seen by the places they leave open.
fn best_of_others(answer: &Answer, leader: &Series, at: usize) -> ShareRange {
    let others = || {
        let others = answer.series.iter().filter(|series| series.id != leader.id);
        others
            .filter(|series| series.kind == SeriesKind::Known)
            .filter_map(|series| series.point(at))
    };
    let most = |of: fn(&ShareRange) -> f64| {
        let shares = others().filter_map(|point| point.share);
        shares.map(|range| of(&range)).fold(0.0, f64::max)
    };
    let is_folded = answer
        .series
        .iter()
        .any(|series| series.kind == SeriesKind::Rest && series.point(at).is_some());
    let has_second = others().any(|point| point.rank.is_some_and(|rank| rank <= 2));
    let is_first = leader.point(at).and_then(|point| point.rank) == Some(1);
    let unless = |seen: bool, share: f64| if seen { share } else { f64::INFINITY };
    ShareRange {
        low: most(|range| range.low),
        share: unless(is_first, most(|range| range.share)),
        high: unless(
            is_first && (has_second || !is_folded),
            most(|range| range.high),
        ),
    }
}

/// A date as a sentence has it, which does not break over lines.
fn day(subject: &Subject<'_>, at: usize) -> String {
    let date = date_label(subject, &subject.answer.periods[at].period);
    let arguments = [("every", subject.query.every.word()), ("date", &date)];
    subject
        .say("crossover-date", &arguments)
        .replace(' ', "\u{a0}")
}

/// The name of a series in the forms that sentences of one language or another need.
#[derive(Debug, Default)]
struct Named {
    /// As English has it.
    plain: String,
    /// As a common noun or adjective.
    within: String,
    /// Of a country, that something is from there.
    from: String,
}

impl Named {
    /// `first` where an English sentence begins with it.
    fn of(subject: &Subject<'_>, series: &Series, first: bool) -> Self {
        let label = label(subject, series);
        let by = subject.query.by;
        let country = [("code", series.id.as_str()), ("name", label.as_str())];
        let plain = match by {
            _ if series.kind != SeriesKind::Known => label.clone(),
            DimensionId::Bloc | DimensionId::LicenseClass | DimensionId::Weights => {
                subject.say(&format!("filter-{}-{}", by.entry().key, series.id), &[])
            }
            DimensionId::Country if !first => subject.say("country-in-text", &country),
            _ => label.clone(),
        };
        Self {
            plain,
            within: lowercase_first(&label),
            from: match by {
                DimensionId::Country => subject.say("country-from", &country),
                _ => String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is observed on a date: surely the one's, surely the other's, anybody's, somebody
    /// else's.
    type Day = [u32; 4];

    fn range(own: u32, day: Day) -> ShareRange {
        let total = f64::from(day.iter().sum::<u32>());
        ShareRange {
            low: f64::from(own) / total,
            share: f64::from(own) / total,
            high: f64::from(own + day[2]) / total,
        }
    }

    fn pair(day: Day) -> Option<(ShareRange, ShareRange)> {
        (day.iter().sum::<u32>() > 0).then(|| (range(day[0], day), range(day[1], day)))
    }

    fn crossover(days: &[Day]) -> Crossover {
        let pairs: Vec<_> = days.iter().map(|day| pair(*day)).collect();
        Crossover::among(&pairs)
    }

    /// The first date from which `leads` holds on every date, by trying each.
    fn first(days: &[Day], leads: impl Fn(Day) -> bool) -> Option<usize> {
        (0..days.len()).find(|from| days[*from..].iter().all(|day| leads(*day)))
    }

    fn from(since: Option<Since>) -> Option<usize> {
        since.map(|since| since.from)
    }

    #[test]
    fn a_lead_counts_from_its_last_interruption() {
        let days = [
            [5, 1, 0, 0],
            [1, 5, 0, 0],
            [4, 3, 2, 0],
            [5, 1, 3, 1],
            [4, 3, 2, 0],
            [6, 1, 1, 9],
        ];
        let found = crossover(&days);
        let since = |from, after| Some(Since { from, after });
        assert_eq!(found.sure, since(5, Some(4)));
        assert_eq!(found.known, since(2, Some(1)));
        assert_eq!(found.possible, since(2, Some(1)));
    }

    #[test]
    fn who_always_led_passed_nobody_and_who_does_not_lead_now_leads_since_never() {
        let always = crossover(&[[2, 1, 0, 0], [3, 1, 1, 0]]);
        let ever = Some(Since {
            from: 0,
            after: None,
        });
        assert_eq!((always.sure, always.known), (ever, ever));
        let lost = crossover(&[[2, 1, 0, 0], [1, 2, 0, 0]]);
        assert_eq!((lost.sure, lost.known, lost.possible), (None, None, None));
        let level = crossover(&[[1, 1, 1, 0]]);
        assert_eq!(
            (level.sure, level.known, level.possible),
            (None, None, ever)
        );
        let nothing = crossover(&[]);
        assert_eq!(nothing.possible, None);
    }

    #[test]
    fn a_date_without_a_comparison_interrupts_every_lead() {
        let found = crossover(&[[2, 1, 0, 0], [0, 0, 0, 0], [2, 1, 0, 0]]);
        let since = Some(Since {
            from: 2,
            after: Some(1),
        });
        assert_eq!(
            (found.sure, found.known, found.possible),
            (since, since, since)
        );
    }

    proptest! {
        #[test]
        fn the_dates_are_those_of_brute_force_and_in_their_order(
            days in prop::collection::vec(prop::array::uniform4(0_u32..5), 0..9),
        ) {
            let found = crossover(&days);
            let some = |day: Day| day.iter().sum::<u32>() > 0;
            prop_assert_eq!(from(found.sure), first(&days, |d| some(d) && d[0] > d[1] + d[2]));
            prop_assert_eq!(from(found.known), first(&days, |d| some(d) && d[0] > d[1]));
            prop_assert_eq!(from(found.possible), first(&days, |d| some(d) && d[0] + d[2] > d[1]));
            // Absent is later than every date.
            let late = |since| from(since).unwrap_or(days.len());
            prop_assert!(late(found.possible) <= late(found.known));
            prop_assert!(late(found.known) <= late(found.sure));
            for since in [found.sure, found.known, found.possible].into_iter().flatten() {
                prop_assert_eq!(since.after, since.from.checked_sub(1));
            }
        }

        /// However the unknown of each date turns out: the lead began neither before the possible
        /// date nor after the sure one, and both are reached.
        #[test]
        fn no_turn_of_the_unknown_falls_outside(
            days in prop::collection::vec(prop::array::uniform4(0_u32..4), 1..5),
            turns in prop::collection::vec((0_u32..4, 0_u32..4), 5),
        ) {
            prop_assume!(days.iter().all(|day| day.iter().sum::<u32>() > 0));
            let found = crossover(&days);
            let late = |since| from(since).unwrap_or(days.len());
            let turned: Vec<Day> = days
                .iter()
                .zip(&turns)
                .map(|([one, other, unknown, rest], (mine, yours))| {
                    let mine = *mine.min(unknown);
                    let yours = *yours.min(&(unknown - mine));
                    [one + mine, other + yours, 0, rest + unknown - mine - yours]
                })
                .collect();
            let began = late(crossover(&turned).known);
            prop_assert!(late(found.possible) <= began && began <= late(found.sure));
            let all_to = |mine: bool| -> Vec<Day> {
                let turn = |[one, other, unknown, rest]: &Day| {
                    if mine {
                        [one + unknown, *other, 0, *rest]
                    } else {
                        [*one, other + unknown, 0, *rest]
                    }
                };
                days.iter().map(turn).collect()
            };
            prop_assert_eq!(late(crossover(&all_to(true)).known), late(found.possible));
            prop_assert_eq!(late(crossover(&all_to(false)).known), late(found.sure));
        }
    }
}
