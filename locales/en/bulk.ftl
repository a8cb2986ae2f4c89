# Everything at once: snapshots in every format, and all observations of a metric in one file.

## Snapshots as files
snapshot-files = The snapshot as a file
snapshot-file = { $format } ({ $bytes } bytes)
snapshot-file-of = { $format } of snapshot { $id }
snapshot-files-words = Each file has the same bytes for ever, and can be loaded again into any installation with the same hash, which is the SHA-256 of the CSV.
snapshot-hash = SHA-256
data-snapshots-files = For example the newest one of a metric, as CSV, NDJSON and Parquet (an address that leads to the newest; that of the snapshot it leads to never changes):

## Observations in bulk
bulk-heading = All observations of a metric
bulk-lead = Every number of a metric in one file of any size: as the newest snapshots have it, or as it was known at a moment.
bulk-asked = What can be asked for
bulk-parameter = Parameter
bulk-parameter-meaning = What it says
bulk-parameters = Other parameters are refused. Files are as large as they have to be: a file that breaks off was cut by the network or by us, and ends with an error, never as if it were whole.
bulk-order = Rows come month by month, within a month model by model in the order in which we came to know them, each by day. Numbers that were corrected later are left out; each row names the snapshot it is from, whose files have what the source said besides, such as the license.
bulk-limits = At most four such files are on their way at once, and one that is not taken for a minute, or not within an hour, is cut; then ask for fewer days.
bulk-columns = Columns of observations
bulk-column-metric = Id of the metric.
bulk-column-model = The source’s own id of the model, as the source spells it; also the row for all models that a source does not list.
bulk-column-observed-on = The day the number is about (ISO 8601).
bulk-column-value = The number, exact.
bulk-column-snapshot = Number of the snapshot it is from, which is in the address of its page.
bulk-column-known-from = When that snapshot was captured, in UTC (RFC 3339): from then on the number was known.
bulk-title = All observations: { $metric }
bulk-readme-lead = Every observation of one metric, one a row, as the newest snapshot that speaks of its day has it. trailer.json has the number of rows and the SHA-256 of data.csv; datapackage.json describes the columns for programs.
bulk-readme-reading = A day without an observation has no row: missing is not zero. A number that a later snapshot corrected is left out. In CSV, a text that begins with =, +, -, @, ', a tab or a carriage return has one ' put before it, so that spreadsheets do not run it.

## Too much at once
error-bulk-crowded = Too many large files are being sent right now
error-bulk-crowded-words = Please try again in half a minute.
error-too-many-rows = This view has more rows than a workbook can hold (1,048,575): ask for fewer series (top) or dates (from, to, every), or take it as .csv or .parquet
error-too-many-rows-words = XLSX ends there; every other format has all of its rows.
