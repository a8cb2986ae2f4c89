# Charts: their names, the words on them, and the headlines made from their numbers.

chart-over-time = Over time
chart-share = Shares
chart-no-data = No data
bracket-china = China, all

map-headquarters = A country is that of the maker’s headquarters, not of the users.
magnitude-million = millions
magnitude-billion = billions
magnitude-trillion = trillions
subtitle-magnitude = Values in { $magnitude }.

key-open = Open weights
key-closed = Closed weights
key-unknown = Not known: may belong to any of the others
key-range = Range the share surely lies in
key-incomplete = Incomplete period

numbers-date = Date
numbers-not-observed = not observed
end-not-listed = not listed
numbers-incomplete = { $date } (incomplete)

## Headlines
share-between = between { $low } and { $high }
title-leader = { $by ->
    [camp] { $series } models lead with { $share } of { $unit } { $when }
    [license-class] { $series } licenses lead with { $share } of { $unit } { $when }
    [weights] { $series } lead with { $share } of { $unit } { $when }
   *[other] { $series } leads with { $share } of { $unit } { $when }
}
title-close = { $series } ({ $share }) and { $rival } ({ $rival-share }): too close to tell who leads { $when }
title-one = { $series }: { $share } of { $unit } { $when }
title-unknown-only = Nothing observed { $when } can be attributed
when-day = on { $date }
when-period = in { $date }
when-week = in the week of { $date }
when-quarter = in the quarter from { $date }
title-nothing = { $metric }: nothing to show

## Notes below a chart
source-line = { $citation } License of the data: { $license }.
note-gap = No data between { $from } and { $to }.
note-panel = { $models ->
    [1] Only the 1 model present at every date shown.
   *[other] Only the { $models } models present at every date shown.
}
less-than = less than { $number }
note-restated = The source restated { $values ->
    [one] one value
   *[other] { $values } values
} of { $days ->
    [one] one of the days
   *[other] { $days } of the days
} shown after it had first published them, by up to { $share } of the day’s total; the newest values are drawn.
mark-restated = Restated
mark-counter-back = Counter went back
mark-counter-back-detail = { $date }: the source took back part of what it had counted ({ $series }). A rise after it is a recovery, not growth, until the count is higher than before.
mark-counter-back-series = { $series } from { $from } to { $to }
mark-counter-still = Counter stood still
mark-counter-still-detail = { $date }: not one count had moved since the capture before.
mark-restated-once = { $values ->
    [one] One value
   *[other] { $values } values
} of { $from } restated later, in all by { $share } of the day’s total.
mark-restated-run = { $values } values from { $from } to { $to } were restated later, by up to { $share } of a day’s total.
note-growing-list = The list of models grows from capture to capture: totals of different dates are not comparable.
note-undated = The license is the catalog’s, undated, for { $share } of the total.
sentence-license-as-undated = licenses as the catalog has them, undated
note-possible = Rows that may pass the filter, but are not known to, widen the ranges.
note-incomplete = Incomplete periods are marked.
note-open-only = { $metric }: closed models have none, so they are not part of the total.

## Instead of a chart
empty-not-applicable = Not applicable: closed models cannot be downloaded, so { $metric } says nothing of them. Choose a metric that covers both, such as OpenRouter tokens.
empty-as-of = Nothing was known yet on { $date }: no snapshot had been captured by then.
empty-metric = No snapshot of this metric has been loaded yet.
empty-filter = Nothing observed passes these filters. Remove one of them, or widen the dates.
empty-range = Nothing was observed in the range of dates asked for.
empty-kind = Nothing that was observed here can be drawn in this way.

## Rankings, ranges, multiples
chart-range = Ranges
chart-ranking = Ranking
chart-multiples = Small multiples
range-end = { $low } – { $high }
change-new = new
change-since = Places since { $date }
chart-countries = Map
map-blank = No model observed
map-unlisted = Not on the map
chart-aligned = Since release
chart-license-timeline = License changes
title-aligned = { $models ->
    [0] No model shown has a known day of release
    [1] One model, from the day of its release
   *[other] { $models } models, each from the day of its release
}
note-unreleased = { $models ->
    [one] One of the largest models has no known day of release and is left out.
   *[other] { $models } of the largest models have no known day of release and are left out.
}
empty-aligned = No model shown has a day of release in the catalog.
title-license-changes = { $count } dated license changes of model families
title-license-changes-of = { $organization }: { $count } dated license changes
title-no-license-changes = No dated license change is known here
empty-license-changes = The catalog has no dated license change of these organizations.
license-change = from { $from } to { $to }
license-change-of-month = { $change } (in { $month }; the day is not known)
subtitle-license-changes = Licenses by model family, over this use of the same organizations: { $background }
note-license-changes = A change is of a family: new models come under the new license, older repositories keep theirs. The strips are the catalog’s notes and are not applied to any figure.

title-panel = { $models ->
    [1] of the 1 model present at every date
   *[other] of the { $models } models present at every date
}
title-of-panel = Of the { $models ->
    [1] 1 model
   *[other] { $models } models
} present at every date, { $title }
small-panel = { $models ->
    [1] This 1 model makes
   *[other] These { $models } models make
} { $share } of all { $unit } on { $day }, when { $all ->
    [one] one model was
   *[other] { $all } models were
} counted.
small-panel-wider = From { $day } on, { $models ->
    [one] one model
   *[other] { $models } models
} can be compared
empty-panel = No model was observed at every date shown, so there is nothing to compare. Choose all models, or a shorter range.
note-index = A series that is not there at the first date shown, or is 0 then, has no index.

## Tables
chart-table = Table
table-rank = Rank
table-value = Value
table-share = Share
table-change = Change
table-points = Points
table-models = Models
table-less = <{ $number }
table-line = Since { $date }
table-since = Changes since { $date }, points of share
table-order = Order: { $order }
table-more = Show up to { $count } rows
note-table-lines = Each small line has a scale of its own, from zero.
note-table-counts = A change is how far two counts lie apart, not what was added between them.
note-table-points = Changes in points compare what is surely attributed on either date, not the ranges.
