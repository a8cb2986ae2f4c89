# Frozen views: pages kept byte by byte at the end of a day.

## The form below a page
keep-title = Keep this view
keep-words = Gives this page, and with a chart its files, an address of its own whose bytes never change: what was known at the end of a day, whatever is corrected later. It is there for everybody, to be cited.
keep-day = At the end of which day (UTC)
keep-day-hint = empty: yesterday
keep-submit = Keep it

## On a frozen page
frozen-label = Frozen view
frozen-title = Frozen at the end of { $day }
frozen-words-view = This page and its files were kept on { $moment }, from version { $version } of the data. They show what was known by the end of { $day } (UTC), and their bytes never change.
frozen-words-page = This page was kept on { $moment }, from version { $version } of the data, and its bytes never change. Its figures show what was known by the end of { $day } (UTC); what it says of models and licenses besides is of the moment it was kept.
frozen-live = The same view as it is now
frozen-others = Everything frozen at the end of { $day }
frozen-files = Files kept with this view ({ $count })
frozen-files-region = Files kept with this view
frozen-files-words = The SHA-256 of each file is also its ETag. Whoever has a file with this hash has what is kept here.
frozen-file = File
frozen-bytes = Bytes

## Lists
frozen-days-title = Frozen views
frozen-days-lead = A frozen view is a page with its files, kept byte by byte as it was known at the end of a day. It does not change when a source restates its figures, when a snapshot is retracted or when our catalog is corrected, so it can be cited.
frozen-how = Any page of figures can be kept by the form below it.
frozen-days-list = By day
frozen-day = Day
frozen-count = Views
frozen-none = Nothing has been frozen yet.
frozen-day-title = Views frozen at the end of { $day }
frozen-day-lead = Each shows what was known by the end of { $day } (UTC), in the bytes that were kept then.
frozen-views = Views
frozen-view = View
frozen-address = Live address
frozen-kept = Kept on
frozen-version = Data version
frozen-none-of-day = Nothing is frozen at the end of { $day }.

## Refusals
error-never-frozen = This view was never frozen at the end of that day
error-never-frozen-words = A frozen view has to be asked for once, by the form below the live page. Its address then stays.
error-freezing-off = No views are frozen here
error-freezing-off-words = Whoever runs this site has switched it off. Views that were frozen before stay where they are.
error-freezing-spent = No more views can be frozen today
error-freezing-spent-words = As many as this site keeps in one day have been frozen. Please try again after midnight, UTC.
error-view-too-large = This view is too large to be kept
error-view-too-large-words = Ask for fewer dates, fewer series or longer periods, and freeze that.
error-read-only = This instance of the site only reads
error-read-only-words = Its database is a copy that takes no changes. Please try again at the main instance.
error-other-site = This was sent from the page of another site
error-other-site-words = Forms of this site are taken from its own pages only. Open the page here and send its form.
error-form-too-long = What was sent is longer than any form of this site
error-form-too-long-words = Please use the form below the page you want to keep.

## Citations
cite-snapshot = { $author }. Snapshot { $id }: { $name } [data set]. { $address }. SHA-256 { $hash }. { $source }
