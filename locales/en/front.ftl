# The front page, and since when who leads.

## Since when
crossover-pair = { $by ->
    [camp] { $leader } models have carried more { $unit } than { $other } ones
    [bloc] More { $unit } have gone to { $leader } than to { $other }
    [license-class] More { $unit } have come under { $leader } license than under { $other } one
    [weights] Models with { $leader } weights have carried more { $unit } than those with { $other } weights
   *[other] { $leader } has had more { $unit } than { $other }
}
crossover-first = the first date shown, { $date }
crossover-whatever = { $pair } since { $known }, whatever the unknown turns out to be.
crossover-whatever-possible = { $pair } since { $known }, whatever the unknown turns out to be; possibly already since { $possible }.
crossover-sure = { $pair } since { $known } of what is known, and surely since { $sure }.
crossover-sure-possible = { $pair } since { $known } of what is known, and surely since { $sure }; possibly already since { $possible }.
crossover-known = { $pair } since { $known } of what is known; on { $newest } the unknown could still turn that around.
crossover-known-possible = { $pair } since { $known } of what is known, possibly already since { $possible }; on { $newest } the unknown could still turn that around.
crossover-between = Dates are those observed: of what is known, the lead changed between { $before } and { $from }.
crossover-last-doubt = The last date on which the unknown could turn it around is { $last }.
crossover-mark-known = Leads by what is known
crossover-mark-sure = Leads for sure
