# Pages.

skip = Skip to the content
nav-label = Main
nav-home = Overview
nav-snapshots = Snapshots
nav-methods = Methods
footer-what = Weighbridge measures which AI models the world builds on. Every figure stands beside its definition, its source and its date.
footer-limits = A share is a range wherever something is not known.
footer-methods = How it is measured, and what it cannot tell
moment = { $day }, { $time } UTC

## Front page
home-title = Which AI models does the world build on?
home-lead = On { $day }, Chinese open-weight models carried { $china } of the tokens routed by OpenRouter, Western proprietary models { $west }.
home-lead-empty = No snapshot of tokens has been loaded yet, so there is nothing to say.
headline-share = share of tokens on { $day }; the range counts what is not known as none and as all
headline-unknown = of tokens on { $day } belong to no country or no known state of the weights
headline-total = Tokens routed by OpenRouter
headline-total-of = on { $day }, prompts and answers
home-share = Share
home-changed = What changed last
home-all-snapshots = All snapshots
home-not = What this does not tell
home-sources = Where the figures come from
freshness = { $source }: { $days ->
    [0] the last snapshot is of today, { $day }.
    [1] the last snapshot is 1 day old, of { $day }.
   *[other] the last snapshot is { $days } days old, of { $day }.
}

## Figures
downloads = This view as a file
figure-explore = Filter, zoom and compare
figure-permalink = Permalink
figure-permalink-hint = This address gives the same numbers later: its dates and the newest snapshot are spelled out
numbers-summary = The numbers as a table ({ $count ->
    [one] one date
   *[other] { $count } dates
})
numbers-region = Numbers of the chart
numbers-left-out = { $count } older dates are in the files.

## Explorer
metrics-label = What is measured
metric-without = without { $names }
metrics-no-data = No snapshot yet: { $names }
kinds-label = Kinds of charts
chart-dropped = Left out, because this metric cannot answer it: { $names }.
chips-label = In force
chip = { $name }: { $values }
chip-exclude = { $name }: not { $values }
chip-remove = Remove { $filter }
chips-reset = Remove all
facets-title = { $count ->
    [0] Filters
   *[other] Filters ({ $count } active)
}
facets-note-day = Number of models on { $date }
facets-note-week = Number of models in the week of { $date }
facets-note-month = Number of models in the month from { $date }
facets-note-quarter = Number of models in the quarter from { $date }
facets-unlisted = What the source does not list is unknown, and counts as no model.
facet-models = models
facet-add = Add filter:
facet-remove = Remove filter:
facet-not = not
facet-not-applicable = n/a
facet-more = { $count } more
form-label = What to show
form-title = Chart
form-more = { $count ->
    [0] More choices
   *[other] More choices ({ $count } changed)
}
form-submit = Show
form-reset = Start over
form-decided = Fixed by this kind of chart: { $list }.
form-date-hint = 2025-01-31 or 2025-01
form-moment-hint = 2026-05-01
form-model-hint = model ids, joined by ~
form-model-search = Find models
top-all = all of them
chart-definition = What is counted:

## Ways out of a question without an answer
ways-label = What would have an answer
way-counted = { $way } ({ $count ->
    [1] 1 model
   *[other] { $count } models
})
way-counted-last = { $way } ({ $count ->
    [1] 1 model
   *[other] { $count } models
}, last on { $date })
way-metric = The same question of { $metric }
way-first-known = As it was first known, on { $date }
way-known-now = As it is known now
way-dates = All dates observed, { $from } to { $to }
way-any-dates = All dates
way-earlier = As of { $date }, the last date with any
way-filter = Without { $filter }
way-all-filters = Without all filters
way-panel = All models of each date, whether or not they are there at the others
way-scope = All kinds of models
way-values = Values instead of an index
way-over-time = The same question as lines over time
way-start = Start over

## Snapshots
snapshots-title = Snapshots
snapshots-lead = Everything shown comes from these captures. Each is kept for ever as it came, under the hash of its content; what a later one restates is kept in both versions.
snapshots-none = No snapshot has been loaded yet. Load one with “weighbridge ingest FILE”.
snapshots-count = { $count } snapshots, newest first
snapshots-newer = Newer
snapshots-older = Older
snapshot-title = Snapshot { $id }
snapshot-lead = One capture from one source at one moment: immutable, hashed, kept for ever.
snapshot-number = Number
snapshot-source = Source
snapshot-metrics = Metrics
snapshot-captured = Captured
snapshot-received = Received
snapshot-days = Days observed
snapshot-origin = Came from
snapshot-rows = Observations
snapshot-inserted-head = Inserted
snapshot-restated-head = Restated
snapshot-unchanged-head = Unchanged
snapshot-content = Content
snapshot-provenance = Provenance
snapshot-changed = What it changed
snapshot-changed-words = Inserted: nobody had given this number before. Restated: it replaced another one, which is kept. Unchanged: it was known as it is.
snapshot-restatements = Numbers it restated
snapshot-restatements-words = The older number stays in its own snapshot, and “as of” an earlier moment shows it again.
snapshot-restatements-largest = The { $count } largest changes.
snapshot-change-model = Model
snapshot-change-metric = Metric
snapshot-change-day = Day
snapshot-change-before = Before
snapshot-change-after = Now
snapshot-change-by = Change
snapshot-change-percent = Change in percent
snapshot-number-with-license = { $number } ({ $license })
snapshot-line = , { $moment }: { $inserted }, { $restated }, { $unchanged }.
snapshot-inserted = { $count } new numbers
snapshot-restated = { $count } restated
snapshot-unchanged = { $count } unchanged
snapshot-retracted = retracted
snapshot-retracted-on = Retracted on { $moment }: it is kept, and left out of every reading.

## Runs of collectors
runs-title = Collector runs
runs-sub = A collector asks one source for its figures. What it brings becomes a snapshot; a run that fails or is cut short stores nothing, and the last good snapshot stays.
runs-all = Collector runs, and what is due next
runs-none-scheduled = This server collects nothing by itself: snapshots come when its host loads files or runs collectors.
runs-scheduled = This server asks sources by itself. Times are in UTC; a run begins within three minutes of its time.
runs-next = { $source }: next on { $moment }
runs-next-again = { $source }: once more on { $moment }, because the last run did not end well
runs-next-now = { $source }: due now
runs-next-running = { $source }: running now
runs-next-never = { $source }: never again, by its times
runs-none = No collector has run yet.
runs-trouble-failed = { $source }: the collector’s last run, of { $moment }, failed. The figures shown are those of the snapshots before.
runs-trouble-interrupted = { $source }: the collector’s last run, of { $moment }, was interrupted. The figures shown are those of the snapshots before.
run-began = Began
run-outcome = How it ended
run-requests = Requests
run-took = Took
run-snapshot = Snapshot
run-source-with-scope = { $source } ({ $scope })
run-running = under way
run-ok = complete
run-partial = partial: some of it is not there
run-no-data = no data: the source had nothing to say
run-failed = failed: nothing stored
run-interrupted = interrupted: nothing stored
run-no-rows = none
run-no-rows-yet = none yet
run-no-snapshot = none
run-known = (known before)
duration-seconds = { $small } s
duration-minutes = { $large } min { $small } s
duration-hours = { $large } h { $small } min

## Methods
methods-title = Methods: what is counted, and what the numbers cannot tell
methods-lead = Weighbridge plots adoption, not quality: how much models are used and downloaded, by whom they were published and under which license. A figure without its definition, source and date is worth nothing, so they stand beside each other everywhere.
methods-measured = What is measured
methods-measured-1 = We count how much AI models are used, not how good they are. Two counts carry these pages: tokens that OpenRouter, a router of requests, carried in a day, for open and closed models alike; and downloads of open weights from the Hugging Face Hub over 30 days.
methods-measured-2 = The two are never added and never share an axis. A token is a piece of text that a model read or wrote; a download is a copy of its files. A model can be downloaded once and serve millions, or be downloaded by machines that never run it.
methods-measured-3 = Every number comes from a dated snapshot of a public source, kept for ever as it came. Where a day was not captured there is a gap, not a zero. Where a source corrected a past day, both values are kept, and any page can be read as it was known on an earlier date.
methods-example = A worked example
methods-example-1 = On { $day }, OpenRouter carried { $whole }. Models of organizations known to be Chinese carried { $sure } of them.
methods-example-2 = Another { $possible } belong to no known country: models outside of the daily top 50, and models whose maker is not disclosed or has no country in our catalog. It may be that none of that is Chinese, or all of it.
methods-example-3 = If none is, the share is { $sure } divided by { $whole }: { $low }. If all is, it is { $reach } divided by { $whole }: { $high }. Rounded outward, so that no more is claimed than is known, the Chinese share was { $phrase }. Charts draw the band between the two.
methods-example-exact = All of the rest is of known countries on that day, so the share has no range: { $sure } divided by { $whole } is { $low }.
methods-example-unit = tokens
methods-example-chart = The same as a chart
methods-example-csv = The same as CSV
methods-limits = What the numbers cannot tell
limit-1 = OpenRouter is one router among many ways to use a model. Its tokens say what its users chose, not what the world uses through the makers’ own services.
limit-2 = Tokens are not money, and makers count them with different tokenizers; free variants attract traffic. A share of tokens is not a share of the market.
limit-3 = Whoever cannot be attributed is shown as unknown: models outside of the daily top 50, and models whose maker is not disclosed.
limit-4 = Downloads exist for open weights only. Where a metric cannot cover closed models, the page says “not applicable”, never 0.
limit-5 = Downloads are not people: builds, mirrors and tests download again and again. Single models can show traffic that is almost certainly automated.
limit-6 = A license tag is not a grant. The raw text a source gave, the normalized license and our reading of its class are kept apart; read the license itself.
limit-7 = Open weights are not open source: weights may be free to download while data, code or terms are not.
limit-9 = No figure here says where the users sit, or what they paid. A country is that of the maker’s headquarters: “China leads” is said of whose models are used, not of who uses them.
limit-8 = The bundled Hugging Face captures follow a list of models that grows from capture to capture, so only models present at every date are compared unless you ask otherwise.
methods-ranges = Shares are ranges
methods-ranges-1 = For a series and a date, the share is what surely belongs to the series, divided by what surely passes the filters. The low end adds to the divisor everything that may pass the filters; the high end adds to the series everything that may belong to it.
methods-ranges-2 = What may belong is reasoned from what is known: a Western company whose weights are unknown may count as Western open-weight or Western proprietary, never as Chinese. OpenRouter’s row for everything outside its top 50 may be anything, except a model listed on that day.
methods-ranges-3 = An organization without a country may be from any country in which a cataloged organization has its seat, or from another country outside of the two blocs.
methods-metrics = Metrics
methods-metrics-sub = A metric that does not cover closed models says nothing of them: they are not zero, they are not counted.
column-metric = Metric
column-unit = Unit
column-semantics = Kind of count
column-covers = Covers
covers-closed = open and closed models
covers-open = open weights only
window = rolling count, never summed over time
cumulative = all-time count, may be corrected downward
flow = count per day, longer periods show the mean per observed day
methods-words = Words
word-model = Model
word-model-is = One published model as its source names it: Qwen/Qwen3-8B on Hugging Face, qwen/qwen3-8b on OpenRouter.
word-organization = Organization
word-organization-is = Who published it. Its country is that of its headquarters, with the basis for it in the catalog.
word-weights = Weights
word-weights-is = Open: can be downloaded. Closed: served through an API only. Unknown: not known to us.
word-license = License
word-license-is = Normalized from the text a source gave. “As it was then” is what that snapshot said, else what was last seen before it, else what the catalog knows, which is undated.
word-license-class = License class
word-license-class-is = Our reading of a license: permissive, copyleft, restricted (custom terms that limit use, size or revenue), non-commercial, proprietary.
word-camp = Camp
word-camp-is = Bloc and weights together: Chinese open-weight, Western open-weight, Western proprietary, Chinese proprietary, other, unknown.
word-snapshot = Snapshot
word-snapshot-is = One capture from one source at one moment.
word-vintage = Vintage
word-vintage-is = What was believed as of a date. A later snapshot may restate an earlier day; both values are kept, the newest wins, and “as known on” replays the older one.
word-panel = Panel
word-panel-is = Which models are compared over time: all of each date, or only those present at every date shown.
word-variants = Variants
word-variants-is = Names such as :free, :beta or :thinking are variants of one model and counted with it unless you ask otherwise.
methods-mappings = How names are read
methods-mappings-words = Sources write names and license texts as they please. These tables say what each is read as, and why; what is in none of them counts as unknown. Models that need more than their namespace have a row of their own.
mapping-organizations = Organizations and their countries
mapping-namespaces = Publishes as
mapping-licenses = Licenses and their class
mapping-license-texts = License texts
mapping-file = This table as CSV
mapping-models-file = Models as CSV
methods-blocs = Blocs
methods-blocs-words = A documented table, not a judgment. Countries not named here are “other”; whoever groups differently can break down and filter by country. Hong Kong and Macao are listed with China as its special administrative regions.
methods-bloc-other = Every country not named above.
methods-bloc-unknown = Organizations without a known country, and whatever a source does not name.
methods-published = Why 17%, 41% and 56% are all said of China
methods-published-words = All three are shares of downloads from the Hugging Face Hub, and all three can be right. They count different models over different times, so that none can be compared with another, or drawn beside it.
methods-reason-1 = The lowest is of the year to August 2025, in a data set of some 851,000 models of every kind. It has also been quoted as the share of new models, which is another figure again.
methods-reason-2 = The middle one is of the twelve months to February 2026, half a year later, on the Hub as a whole.
methods-reason-3 = The highest counts some 1,500 selected language models, without encoders and without copies in other formats, and adds up all their downloads since November 2023. It is the only one of the three of which both numbers are published, so the division can be shown. Ask of any such share: of which models, over which time, and are the downloads of a period or of all time?
published-figure = China’s share
published-kind = Kind
published-share = as published
published-cumulative = worked out from published totals
published-period = Downloads of
published-population = Of which models
published-division = Divided
published-divided = { $part } by { $total }: { $share }
published-not-told = numerator and denominator not published
published-source = Source
published-secondary = { $source }, quoted from a secondary source
published-downloads = downloads
published-file = Published figures as a file
methods-source-license = License of the data: { $license }.

## Errors
error-not-found = There is nothing at this address
error-not-found-words = It may have been mistyped, or it is a page to come.
error-without = The same question without { $names }
error-bad-query = Something in this address cannot be answered
error-bad-query-words = Each point below says what was not understood and what is allowed.
error-method = This address cannot be used in that way
error-method-words = It can only be read.
error-withheld = The rows behind this are not handed out
error-withheld-words = The terms of their source forbid it. The chart is shown at the same address without the ending.
error-busy = Too many files are being made right now
error-busy-words = Please try again in a few seconds.
error-unavailable = The database cannot be reached right now
error-unavailable-words = Please try again in a few seconds.
error-internal = Something went wrong on our side
error-internal-words = It has been logged. If it goes on, please report it with the number below.
error-home = Overview
error-explore = Explore the data
error-request = Request { $id }

form-panel-unasked = What suits the metric
