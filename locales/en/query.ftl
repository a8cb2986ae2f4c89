# What can be asked, and how a sentence says it.

## Dimensions
dimension-camp = Camp
dimension-bloc = Bloc
dimension-country = Country
dimension-weights = Weights
dimension-license = License
dimension-license-class = License class
dimension-organization = Organization
dimension-model = Model

by-camp = by camp
by-bloc = by bloc
by-country = by country
by-weights = by open and closed weights
by-license = by license
by-license-class = by license class
by-organization = by organization
by-model = by model

## Values, as series and options are labeled
camp-china-open = Chinese open-weight
camp-west-open = Western open-weight
camp-west-closed = Western proprietary
camp-china-closed = Chinese proprietary
camp-other = Other
bloc-china = China
bloc-west = West
bloc-other = Other countries
weights-open = Open weights
weights-closed = Closed weights
license-class-permissive = Permissive
license-class-copyleft = Copyleft
license-class-restricted = Restricted
license-class-non-commercial = Non-commercial
license-class-proprietary = Proprietary

series-rest = All others
series-unlisted = Not listed by the source
series-unknown-camp = Unknown
series-unknown-bloc = Country unknown
series-unknown-country = Country unknown
series-unknown-weights = Weights unknown
series-unknown-license = License unknown
series-unknown-license-class = License class unknown
series-unknown-organization = Organization unknown
series-unknown-model = Not listed by the source

## Parameters and their words, as forms label them
parameter-metric = Metric
parameter-by = Break down by
parameter-from = From
parameter-to = To
parameter-every = Every
parameter-show = Show
parameter-scale = Scale
parameter-sort = Order of the table
parameter-top = Series shown
parameter-panel = Models over time
parameter-scope = Kinds of models
parameter-variants = Variants
parameter-license-as = License as
parameter-lens = Counted for
parameter-as-of = As known on
parameter-lang = Language
every-day = Day
every-week = Week
every-month = Month
every-quarter = Quarter
show-value = Value
show-share = Share
show-index = Index
show-rank = Rank
scale-linear = Linear
scale-log = Logarithmic
sort-value = Value, largest first
sort-value-reversed = Value, smallest first
sort-name = Name, A to Z
sort-name-reversed = Name, Z to A
sort-share = Share, largest first
sort-share-reversed = Share, smallest first
sort-change = Change, largest gain first
sort-change-reversed = Change, largest loss first
sort-points = Points of share, largest gain first
sort-points-reversed = Points of share, largest loss first
sort-models = Models, most first
sort-models-reversed = Models, fewest first
panel-all = All models
panel-common = Models present at every date
scope-language = Language models
scope-all = All kinds
variants-merged = Merged
variants-separate = Separate
license-as-then = It was then
license-as-now = It is now
lens-publisher = The publisher
lens-base = The base model
lang-en = English
lang-fr = Français

## Filters in a sentence
filter-country = { $mode ->
    [exclude] not from organizations in { $values }
   *[include] from organizations in { $values }
}
filter-bloc = { $mode ->
    [exclude] not from { $values }
   *[include] from { $values }
}
filter-weights = { $mode ->
    [exclude] without models of { $values } weights
   *[include] with { $values } weights
}
filter-license = { $mode ->
    [exclude] not licensed under { $values }
   *[include] licensed under { $values }
}
filter-license-class = { $mode ->
    [exclude] not under { $values } license
   *[include] under { $values } license
}
filter-organization = { $mode ->
    [exclude] not published by { $values }
   *[include] published by { $values }
}
filter-model = { $mode ->
    [exclude] without { $values }
   *[include] counting only { $values }
}
filter-unknown-country = an unknown country
filter-unknown-bloc = an unknown bloc
filter-unknown-weights = unknown
filter-unknown-license = an unknown license
filter-unknown-license-class = an unknown
filter-unknown-organization = an unknown organization
filter-unknown-model = what the source does not list
filter-bloc-china = China’s bloc
filter-bloc-west = the West
filter-bloc-other = other countries
filter-weights-open = open
filter-weights-closed = closed
filter-license-class-permissive = a permissive
filter-license-class-copyleft = a copyleft
filter-license-class-restricted = a restricted
filter-license-class-non-commercial = a non-commercial
filter-license-class-proprietary = a proprietary
list-or = { $rest } or { $last }

## The rest of the sentence
sentence-quantity = { $slug ->
    [huggingface] { $unit } on the { $source }
   *[other] { $unit } on { $source }
}
sentence-show-value = { $quantity }
sentence-show-share = share of { $quantity }
sentence-show-index = { $quantity } as an index (100 at the first date)
sentence-show-rank = rank by { $quantity }
sentence-top = the largest { $count } on their own
sentence-top-all = each on its own
sentence-scope-all = of all kinds of models
sentence-variants-separate = each variant on its own
sentence-lens-base = counted for the base model they are built on
sentence-every-day = each day observed
sentence-every-week = each week
sentence-every-month = each month
sentence-every-quarter = each quarter
sentence-time-all = { $each }
sentence-time-from = { $each } from { $from } on
sentence-time-to = { $each } up to { $to }
sentence-time-between = { $each } from { $from } to { $to }
sentence-panel-all = all models of each date, whether or not they are there at the others
sentence-panel-common = only models present at every date
sentence-license-as-then = licenses as they were then
sentence-license-as-now = licenses as they are now
sentence-license-as-now-despite-as-of = licenses as they are now, whatever was known at the moment asked for
sentence-sort-value-reversed = the smallest value first
sentence-sort-name = in the order of names
sentence-sort-name-reversed = in the reverse order of names
sentence-sort-share = the largest share first
sentence-sort-share-reversed = the smallest share first
sentence-sort-change = the largest gain first
sentence-sort-change-reversed = the largest loss first
sentence-sort-points = the largest gain of share first
sentence-sort-points-reversed = the largest loss of share first
sentence-sort-models = the most models first
sentence-sort-models-reversed = the fewest models first
sentence-scale-log = on a logarithmic scale
sentence-as-of = as known on { $moment }

## Dates
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-moment = { $date }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Titles
title-lens-base = by the model built on,
