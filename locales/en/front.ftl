# The front page, and since when who leads.

## Since when
crossover-pair = { $by ->
    [camp] { $leader } models have carried more { $unit } than { $other } ones
    [bloc] More { $unit } have gone to { $leader } than to { $other }
    [license-class] More { $unit } have come under { $leader } license than under { $other } one
    [weights] Models with { $leader } weights have carried more { $unit } than those with { $other } weights
   *[other] { $leader } has had more { $unit } than { $other }
}
crossover-date = { $date }
crossover-first = the first date shown, { $date }
crossover-whatever = { $pair } since { $known }, whatever the unknown turns out to be.
crossover-whatever-possible = { $pair } since { $known }, whatever the unknown turns out to be; possibly already since { $possible }.
crossover-sure = { $pair } since { $known } of what is known, and surely since { $sure }.
crossover-sure-possible = { $pair } since { $known } of what is known, and surely since { $sure }; possibly already since { $possible }.
crossover-known = { $pair } since { $known } of what is known; on { $newest } the unknown could still turn that around.
crossover-known-possible = { $pair } since { $known } of what is known, possibly already since { $possible }; on { $newest } the unknown could still turn that around.
crossover-between = Dates are those observed: of what is known, the lead changed between { $before } and { $from }.
crossover-last-doubt = The last date on which the unknown could turn it around is { $last }.
crossover-pair-all = { $by ->
    [license-class] More { $unit } have come under { $leader } license than under any other
   *[other] { $leader } has had more { $unit } than any other
}
crossover-mark-known = Ahead by what is known
crossover-mark-known-detail = { $leader } ahead of { $other } by what is known
crossover-mark-sure = Surely ahead
crossover-mark-sure-detail = { $leader } surely ahead of { $other }
crossover-all-others = all others
subtitle-two-drawn = The two largest are drawn.

## The first screen
front-stale-source = { $source } { $days } days
front-stale = The newest snapshots are old: { $list }.
front-stale-more = What came last
front-since-blocs = Open and closed models together: { $sentence }
front-lead-other = On { $day }, tokens were observed, but not of both Chinese open-weight and Western proprietary models, so the two cannot be compared.
front-lead-downloads = No snapshot of tokens has been loaded yet, so who leads among open and closed models cannot be said. What is downloaded is below.
front-trillion = { $number } trillion
front-billion = { $number } billion
front-million = { $number } million
front-ones = { $number }

## What changed
front-changed-title = { $direction ->
    [up] { $model } gained most: { $points } points of share between { $before } and { $day }
   *[down] { $model } lost most: { $points } points of share between { $before } and { $day }
}
front-changed-sub = Share of all tokens of a day, of models listed on both dates.
front-one-date = Only one date has been observed so far, { $day }. What changed can be said from the second on.
front-brought-by = The newest snapshot of these figures:
front-movers = Moved most
front-points = Points
front-new = { $count ->
    [0] No model is listed on { $day } that was not on { $before }.
    [1] 1 model is listed on { $day } that was not on { $before }:
   *[other] { $count } models are listed on { $day } that were not on { $before }:
}
front-new-model = { $model } ({ $share })
front-new-more = { $count ->
    [1] and 1 more with less
   *[other] and { $count } more with less
}
front-gone = { $count ->
    [0] All models listed on { $before } still are.
    [1] 1 model listed on { $before } is no longer listed, which means few tokens, not none.
   *[other] { $count } models listed on { $before } are no longer listed, which means few tokens, not none.
}
front-largest = The largest models
front-largest-sub = Share of all tokens of the newest date, and its change since the date before.
front-snapshots = What came last, and how old it is

## Sections
front-differ = They differ because they count different things: tokens are work done through one router, by open and closed models alike; downloads are copies taken, and closed models do not appear on the Hub. Neither is a share of the other.
front-downloads-only = Downloads are copies taken, not work done. Closed models do not appear on the Hub, so this cannot say who leads among open and closed ones.
front-followed = { $models ->
    [1] Only the 1 model the captures follow is counted.
   *[other] Only the { $models } models the captures follow are counted.
}
front-alone = One model alone, { $model }, makes { $share } of these downloads.
front-noted = Noted on { $day }: { $event }.
front-events-title = { $event }: the newest of { $licenses } license changes and { $releases } releases that are dated here
front-events-more = All license changes over time
front-events-csv = All events as CSV
front-events-basis = How they are used
