# Files of views, and what stands in them.

## Formats
format-csv = CSV
format-option-excel = CSV for Excel
format-xlsx = XLSX
format-json = JSON
format-png = PNG
format-svg = SVG
format-ndjson = NDJSON
format-parquet = Parquet
format-zip = ZIP with README
format-metadata-json = Metadata
format-bib = BibTeX
format-ris = RIS
format-csl-json = CSL-JSON
formats-more = More formats
snapshot-withheld = The terms of its source forbid to hand its rows out: the content is kept, and not given.
formats-withheld = The terms of the source forbid to hand its rows out: there is the chart, and no file of its rows.
cite-this = Cite this

## What files say about a view
about-question = Question
about-metric = Metric
about-definition = Definition
about-unit = Unit
about-as-of = As of
about-nothing-yet = no snapshot yet
about-rows = Rows
about-source = Source
about-license = License of the data
about-license-ours = Labels, countries, blocs and classes
about-license-ours-words = Weighbridge catalog, CC BY 4.0
about-citation = Cite as
about-address = Address
about-permalink = Permanent address
about-hash = SHA-256 of data.csv
about-precision = Precision
about-pair = { $name }: { $value }
data-license-not-stated = not stated
license-not-stated = the source states no license; check its terms before publishing copies
package-license-figures = Figures: { $license }
package-license-labels = Labels of Weighbridge: { $license }
cite-text = { $author }. { $title } [data set]. { $address }. { $source }
cite-no-year = no date

## XLSX
xlsx-data = Data
xlsx-definitions = Definitions
xlsx-precision = Excel keeps 15 digits of a number. The CSV of the same view has all of them.

## README of the archive
readme-columns = Columns of data.csv
readme-reading = One row a date and series. A date without an observation has no row: missing is not zero. A share is a range wherever something is not known. In CSV, a text that begins with =, +, -, @, ', a tab or a carriage return has one ' put before it, so that spreadsheets do not run it.
readme-cite = How to cite
