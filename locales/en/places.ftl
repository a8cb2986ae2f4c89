# Pages about countries, licenses, organizations and models, search, comparison, data, about.

nav-explore = Explore
nav-countries = Countries
nav-licenses = Licenses
nav-organizations = Organizations
nav-compare = Compare models
nav-data = Data
nav-about = About
find-label = Search models, organizations, countries and licenses
find-hint = Model or maker
find-submit = Search
error-nearest = Did you mean:

yes = yes
no = no
not-known = not known
country-not-known = not known
organization-not-known = not known
license-not-known = not known
date-not-known = not known
weights-are-open = open
weights-are-closed = closed
weights-are-unknown = not known
scope-is-language = generative language model
scope-is-other = another kind: embedding, image, speech and so on
scope-is-unknown = not known; shown with the language models
bloc-unknown = not known
basis = Basis:

## Columns
column-organizations = Organizations
column-tokens-share = Share of tokens
column-downloads-share = Share of downloads
column-share = Share of these
column-models = Models
column-basis = Basis
column-osi = OSI-approved
column-date = Date
column-when = When
column-first-model = First model
column-from = From
column-to = To
column-raw = Text as given
column-read-as = Read as
column-first-seen = First seen
column-last-seen = Last seen
column-released = Released
column-numbers = Numbers
column-column = Column
column-meaning = What it holds
column-file = File
column-data-license = License of the data
column-citation = Cite as
column-newest = Newest snapshot
in-billion = Billion { $unit }
in-million = Million { $unit }
in-ones = { $unit }
listing-caption = { $metric }: { $what }
listing-more = { $count } more are not shown.
listing-rest = Show the other { $count }
listing-rest-of = { $caption }, the rest

amount-trillion = { $number } trillion { $unit }
amount-billion = { $number } billion { $unit }
amount-million = { $number } million { $unit }
amount-ones = { $number } { $unit }

## Figures
figure-total = { $name }: { $bound ->
    [least] at least { $amount }
   *[exact] { $amount }
} { $every ->
    [week] in the week of { $day }
   *[day] on { $day }
}{ $panel }
figure-panel = , among the { $models } models present at every date shown

## Headings
heading-organizations = Organizations
heading-models = Models that lead
heading-license-classes = License classes
heading-facts = Facts, and where they come from
heading-license-changes = Changes of license, dated by us
heading-license-texts = License texts that snapshots gave
heading-variants = Variants
heading-built-on = Built on it
heading-mentions = Snapshots that gave its numbers

## What stands below a table of numbers
standing-day = { $metric ->
    [openrouter-tokens] Tokens: { $day }.
    [hf-downloads-30d] Downloads: { $day }.
   *[other] { $metric }: { $day }.
}
standing-chart = Chart
standing-csv = CSV
standing-definition = Definition

## Sentences that open a page
lead-with = { $name } with { $range }
lead-standing = { $metric ->
    [openrouter-tokens] { $kind ->
        [country] On { $day }, models of its organizations carried { $share } of the tokens routed by OpenRouter: place { $place } of { $of } countries, by what is surely attributed.
        [license] On { $day }, models under it carried { $share } of the tokens routed by OpenRouter: place { $place } of { $of } licenses, by what is surely attributed.
        [model] On { $day }, it carried { $share } of the tokens routed by OpenRouter: place { $place } of the { $of } models listed.
       *[other] On { $day }, its models carried { $share } of the tokens routed by OpenRouter: place { $place } of { $of } organizations, by what is surely attributed.
    }
   *[other] { $kind ->
        [country] Of the Hugging Face downloads in the 30 days to { $day } of the { $counted } language models captured, its models had { $share }: place { $place } of { $of } countries. That is a list of models, not the whole Hub.
        [license] Of the Hugging Face downloads in the 30 days to { $day } of the { $counted } language models captured, models under it had { $share }: place { $place } of { $of } licenses. That is a list of models, not the whole Hub.
        [model] Of the Hugging Face downloads in the 30 days to { $day } of the { $counted } models captured, it had { $share }: place { $place } of { $of }. That is a list of models, not the whole Hub.
       *[other] Of the Hugging Face downloads in the 30 days to { $day } of the { $counted } language models captured, its models had { $share }: place { $place } of { $of } organizations. That is a list of models, not the whole Hub.
    }
}
lead-no-standing = { $metric ->
    [openrouter-tokens] { $kind ->
        [model] It is not among the models OpenRouter listed on { $day }; what is not listed is not zero.
        [license] No model OpenRouter listed on { $day } is known to be under it; what is not listed is not zero.
       *[other] No model OpenRouter listed on { $day } is known to be of { $name }; what is not listed is not zero.
    }
   *[other] { $kind ->
        [model] It was not captured on the Hugging Face Hub on { $day }.
        [license] No model of the { $counted } language models captured on the Hugging Face Hub on { $day } is known to be under it.
       *[other] No model of the { $counted } language models captured on the Hugging Face Hub on { $day } is known to be of { $name }.
    }
}
lead-few = { $metric ->
    [openrouter-tokens] { $models ->
        [1] The tokens of { $day } come from a single listed model: one release or one large customer can move them.
       *[other] The tokens of { $day } come from { $models } listed models: one release or one large customer can move them.
    }
   *[other] { $models ->
        [1] The downloads to { $day } are those of a single model: one automated build can move them.
       *[other] The downloads to { $day } are those of { $models } models: one automated build can move them.
    }
}
lead-unknown = { $range } of the tokens belong to no known country.
lead-unknown-license = { $range } of the tokens belong to no known license.

## Countries
countries-title = Where the models come from
countries-lead = On { $day }, models from { $count } countries were among those OpenRouter listed: { $first }, and smaller ones below.
countries-lead-empty = No snapshot of tokens has been loaded yet. The catalog knows these countries.
countries-table = Countries with an organization in the catalog
countries-sub = A country is that of an organization’s headquarters. It says nothing of where a model runs or who uses it. A share is a range wherever something is not known; a dash means that none of its models is among those counted.
countries-unplaced = { $count } organizations have no known country.
countries-map = Map
countries-over-time = Shares over time
countries-catalog = Countries and blocs as a file
country-title = Models { $from }
country-lead = { $bloc ->
    [china] { $code ->
        [CN] China, with its special administrative regions, is read as a bloc of its own.
       *[other] { $country } is read as part of China’s bloc.
    }
    [west] { $country } is read as part of the West.
   *[other] { $country } is in neither of the two blocs.
}
country-organizations = Organizations { $from }
country-organizations-sub = Each with the reason it counts as from here. A dash means that none of its models is among those counted.
country-none = No organization in the catalog has its headquarters { $where }.
country-others = Countries with organizations
fact-country-code = ISO 3166-1 code

## Licenses
licenses-title = Under which licenses models are used
licenses-lead = Of the tokens routed by OpenRouter on { $day }, the most that can be attributed went to models under { $first }.
licenses-lead-empty = No snapshot of tokens has been loaded yet. The catalog knows these licenses.
licenses-table = Licenses in use
licenses-none = Nothing is counted yet.
licenses-then = Shares by class, licenses as they were then
licenses-now = Shares by class, licenses as they are now
licenses-timeline = Changes of license on a time axis
licenses-catalog = Licenses as a file
licenses-others = Known, but not among what is counted now
licenses-others-sub = No model among those on the newest dates is known to be under these.
license-class-is-ours = A license class is our reading, not advice; a tag is not a grant. Read the license itself.
license-title = { $license }: who uses it
license-lead = { $class ->
    [permissive] We read it as permissive: use, change and redistribution for any purpose.
    [copyleft] We read it as copyleft: changes are shared under the same terms.
    [restricted] We read it as restricted: its own terms limit use, size or revenue.
    [non-commercial] We read it as non-commercial.
    [proprietary] The model is offered as a service only; no weights are published under it.
   *[other] What it allows is not known to us.
} { $osi ->
    [yes] The Open Source Initiative approved it.
   *[no] {""}
}
license-readings = Its use over time by organization, with
license-readings-or = or with
license-then = licenses as they were then
license-now = licenses as they are now
license-readings-same = As far as snapshots told, no model has another license now than it had then.
license-readings-differ = { $gone ->
    [0] No model that snapshots saw under it
    [1] One model that snapshots saw under it
   *[other] { $gone } models that snapshots saw under it
} { $gone ->
    [0] has another license now
    [1] has another license now
   *[other] have another license now
}; { $come ->
    [0] none has it now that had another one before.
    [1] one has it now that had another one before.
   *[other] { $come } have it now that had another one before.
}
license-moves = Models that moved to it or away from it
license-moves-sub = As snapshots told it: { $came ->
    [0] no model
    [1] one model
   *[other] { $came } models
} moved to it, { $went ->
    [0] none
    [1] one
   *[other] { $went }
} away from it. The dates are those of the captures around a change: it may have happened on any day between them.
license-moves-none = No snapshot has told of a model that moved to it or away from it.
moved-on = on { $day }
moved-between = between { $first } and { $last }
license-unused = No model that was counted is known to be under it.
license-others = Licenses in use
license-organizations = Organizations that use it most
license-models = Models under it that lead
license-changes = Families that moved to it or away from it, dated by us
license-changes-none = No dated change to it or away from it is in the catalog.
license-changes-note = These are notes with their basis; they are never applied to models by themselves.
license-changes-file = As a file
fact-id = Id here
fact-spdx = SPDX id
fact-none = none
fact-text = Text of the license
fact-spellings = Spellings read as it

## Organizations
organizations-title = Organizations that publish models
organizations-lead = Everybody who published a model the catalog knows, with the country of the headquarters where there is a basis for one.
organizations-count = { $count } organizations
organizations-sub = In the order of their share of tokens, then of downloads. A dash means that none of its models is among those counted.
organizations-catalog = Organizations as a file
organization-title = { $organization }: models and their use
organization-lead = { $organization } has its headquarters { $where }.
organization-lead-nowhere = The country of { $organization } is not known to us.
organization-models = { $count ->
    [1] 1 model
   *[other] { $count } models
}
organization-models-sub = Those used most come first, by tokens, then by downloads. Variants are with their model. A dash means that the newest snapshot does not list it, which is not zero.
organization-no-models = No model of it is known.
organization-no-changes = No dated change is in the catalog.
fact-homepage = Home page
fact-namespaces = Publishes as

## Models
model-warning = { $title } ({ $day }).
model-title = { $model }: use, license and origin
model-lead = { $published ->
    [yes] { $model } is published by { $organization }
   *[no] Who published { $model } is not known
}, { $weights ->
    [open] with open weights
    [closed] with closed weights
   *[other] with weights that may be open or closed
}, { $licensed ->
    [yes] under { $license }.
   *[no] under a license not known to us.
}
model-no-figures = No snapshot has given a number for it yet.
model-not-cataloged = not in the catalog: what is said here follows from what snapshots and the source’s rules say
model-no-base = none known
model-revealed = Later revealed as { $name }; a note, not applied to its numbers.
model-compare = Compare it with others
fact-source-id = Named by its source
fact-scope = Kind of model
fact-variant-of = Variant of
fact-base = Made from
fact-root = Root of its line
fact-on-hub = On the Hugging Face Hub
fact-reveal = Stealth name
license-basis-snapshot = the capture of { $day } said “{ $text }”
license-basis-catalog = our catalog, undated; no snapshot has said one
license-texts-none = No snapshot has said a license for it.
license-texts-sub = Kept as they were given. First and last seen are the days of the captures, not those of the license.
course-once = { $since ->
    [1] It has been counted on that one day only: one point says nothing of a trend.
   *[other] It was counted once, on { $day }, and on none of the later days captured: one point says nothing of a trend.
}
course-counted = It was first counted on { $first }, and on { $days } of the { $since } days captured since then.
course-largest = Its largest share was { $share }, on { $day }, at place { $place } of { $of }.
course-most = Its highest count was { $amount }, on { $day }.
built-on-none = No model is known to be built on it.
built-on-count = { $count ->
    [1] One model is known.
   *[other] { $count } models are known.
}
built-on-sum = { $metric ->
    [openrouter-tokens] { $models ->
        [0] Not one of them is among those OpenRouter listed on { $day }.
        [1] The one of them that OpenRouter listed on { $day } carried { $amount }.
       *[other] The { $models } of them that OpenRouter listed on { $day } carried { $amount }.
    }
   *[other] { $models ->
        [0] Not one of them was captured on the Hugging Face Hub on { $day }.
        [1] The one of them captured on { $day } had { $amount } in the 30 days before.
       *[other] The { $models } of them captured on { $day } had { $amount } in the 30 days before.
    }
}
built-on-sub = Models whose chain of bases leads here. With the base lens use counts for the model at the end of its chain.
mentions-none = No snapshot yet.
mentions-sub = The last captures that gave or changed a number; those that only repeated what was known are not among them.

## Search
search-title = Search
search-title-for = Search: { $text }
search-label = Models, organizations, countries and licenses
search-empty = Type a part of a name or id, such as qwen3, mistral, Switzerland or apache.
search-leading-models = Models that lead
search-found = { $count ->
    [1] 1 match for “{ $text }”.
   *[other] { $count } matches for “{ $text }”.
}
search-nothing = Nothing here is named “{ $text }”.
search-cut = Only the first { $most } characters are looked for.
search-nothing-hint = Try a shorter part of the name, or look through
search-models = Models

## Comparison
compare-title = Compare models
compare-label = Ids of models of one source, joined by ~
compare-submit = Compare
compare-lead = Side by side: { $names }. Use says nothing of quality.
compare-lead-empty = Models of one source can be drawn on one axis. Tokens and downloads cannot: they are counted differently.
compare-examples = For example:
compare-too-many = { $given } models were asked for; the first { $most } are shown, because more lines cannot be told apart.
compare-within = Compare within { $source }: { $models }
compare-unknown = No source names a model “{ $id }”.
compare-unknown-near = No source names a model “{ $id }”. Did you mean { $meant }?
compare-sources = These are models of different sources. Tokens and downloads are counted differently and must not share an axis, so there is no chart of all of them: { $models }.
compare-no-figures = No snapshot has given numbers for any of them yet.

## Data
data-title = Data: everything here can be had as a file
data-lead = Every chart is an address, and the same address with an ending is the same view as data or picture.
data-views = Views as files
data-views-words = Put one of these endings behind the kind of chart, before the question mark. Files have every date, carry the citation of their source, and stay the same bytes as long as the data does; an address that does not read is answered with what is wrong in it. For example, shares by country and month:
data-languages = Data is in no language but English: its labels are the same for everybody. Pictures are in the language that lang=fr in their address asks for; in CSV for Excel, lang=fr puts semicolons between columns and decimal commas into numbers, as a French Excel expects.
data-guard = In CSV, a text that begins with =, +, -, @, ', a tab or a carriage return has one ' put before it, so that spreadsheets do not run it; loading a snapshot takes exactly one such ' away again. All other formats have texts as they are.
data-excel = With excel=1 in its address, the CSV begins with a byte order mark, by which Excel knows its letters. Other formats do not know this parameter.
data-numbers = Whole numbers are exact in every format but XLSX, which keeps 15 digits. Means have up to six decimals. In Parquet, values are 64-bit integers or decimals, dates are dates, and shares are doubles.
data-withheld = Rows of a source whose terms forbid to hand them out are in no file; charts of them are shown. At present this concerns { $sources }.
data-withheld-none = Rows of a source whose terms forbid to hand them out would be in no file; at present, there is no such source.
data-columns = Columns of a view
data-columns-sub = One row a date and series. A date without an observation has no row: missing is not zero.
data-column-observed-on = The date, or the first day of the week, month or quarter (ISO 8601).
data-column-metric = Id of the metric.
data-column-unit = What the value counts.
data-column-series = Id of the series: a country code, a license id, an organization’s slug, a model’s own id; _rest for what is folded, _unlisted for what the source does not list, unknown for what is not known.
data-column-label = Name of the series for readers.
data-column-value = The value; for weeks and longer the mean per observed day of a flow, the last capture of any other metric.
data-column-share = Share of what surely passes the filters on that date, 0 to 1.
data-column-share-low = The least the share may be, once the unknown is known.
data-column-share-high = The most the share may be.
data-column-models = Models in it; on longer periods of a flow, the most on one day.
data-column-days-observed = Days observed within the date’s period.
data-ranking-columns = Columns of a ranking besides
data-ranking-columns-sub = A ranking has one row a series, of the newest complete date, and no share_low, share_high, models or days_observed.
data-column-rank = Place by value, 1 for the largest; empty for what does not compete.
data-column-previous-observed-on = The date before that one.
data-column-previous-value = The value on it.
data-column-change = The value less the one before; of an all-time count that had gone back, only what is above its highest so far.
data-column-changed-on = The day of the change, or its month where the day is not known.
data-column-organization = Slug of the organization.
data-column-family = Family of models, in words.
data-column-model = First model under the new license.
data-column-from-license = Id of the license before.
data-column-to-license = Id of the license after.
data-column-basis = Where this comes from.
data-snapshots = Snapshots as they came
data-snapshots-words = Each snapshot can be downloaded as it is kept, and loaded again into any installation with the same hash: “weighbridge ingest FILE”. Columns left empty were not given.
data-snapshot-columns = Columns of a snapshot
snapshot-column-metric = Id of the metric.
snapshot-column-model = The source’s own id of the model.
snapshot-column-observed-on = The day the number is about.
snapshot-column-value = The number.
snapshot-column-captured-at = Moment of the capture, one a file.
snapshot-column-license = License as the source gave it.
snapshot-column-weights = State of the weights as the source gave it.
snapshot-column-organization = Organization as the source gave it.
snapshot-column-base-model = Base model as the source gave it.
data-sources = Sources, licenses and citations
data-sources-sub = The figures are their sources’; cite the line given, and this site for what it adds.
data-cite-site = For example: Weighbridge, { $host }, the address of the page, the source’s line, the day you read it.
data-no-snapshot = none yet
data-catalog = The catalog
data-catalog-sub = What we add to the figures, each row with its basis: countries, blocs, organizations, licenses, models. Ours under CC BY 4.0 unless a file’s first lines say otherwise.
catalog-countries = Countries and the bloc each is read in.
catalog-events = Dated events that charts mark.
catalog-license-aliases = Spellings of licenses, and what each is read as.
catalog-license-changes = Dated changes of license of model families.
catalog-licenses = Licenses with SPDX id and our reading of their class.
catalog-metrics = Metrics with unit, semantics and definition.
catalog-models = Models with organization, weights, license and base.
catalog-organizations = Organizations with country and the names they publish under.
catalog-published-figures = What others have published, with the population counted.
catalog-sources = Sources with license and citation.
catalog-stealth-reveals = What models under a stealth name turned out to be.

## About
about-title = About
about-lead = Weighbridge measures which AI models the world builds on: open-weight or closed, Chinese or Western or other, under which license, over time.
about-why = Why
about-why-1 = The strongest American models are mostly closed and paid for; their Chinese counterparts are often open and free. From this, some conclude that much of the world may come to depend on Chinese models for their price rather than their quality. It is a claim about adoption, so it can be checked against adoption, as far as adoption can be seen: these figures say whose models are used, not by whom, nor for what price.
about-why-2 = What is used matters for sovereignty (who depends on whom, and what if a license closed tomorrow?) and for research (what of it can be reused?). These pages let readers check for themselves:
about-question-open = How much of the use is of open weights, how much of closed?
about-question-diffusion = Whose models spread, and how fast?
about-question-dependence = Which countries do the models come from?
about-question-license = Under which terms are they used, and who changed theirs?
about-question-base = And if use counts for the model that others were built on?
about-how = How
about-how-words = From dated snapshots of public figures, each kept for ever as it came. Shares are ranges wherever something is not known. No quality is measured, no opinion polled, no reader tracked.
about-errors = If something is wrong
about-errors-1 = A country, a license, an owner or a state of weights that is wrong stands in a file of the catalog, with the basis we had for it. Find the row, and say what it should be and on what basis:
about-errors-2 = A number that is wrong is as its source gave it in a snapshot. A later capture can restate it, and a snapshot can be retracted; both stay visible:
about-errors-3 = Say the address of the page, the number of the snapshot (the list of snapshots has it), what it says, what it should say, and on what basis. An error page shows a request number: give it along.
about-errors-4 = Write to whoever hosts this site:
about-errors-5 = Whoever hosts this site, at { $host }, has not said where to write to. They can correct the catalog, or retract a snapshot; ask whoever gave you the address.
about-version = Weighbridge { $version }
