# What is wrong with an address, and what is allowed instead.

problem = { $wrong }. Allowed: { $allowed }
problem-meant = { $wrong }; did you mean `{ $meant }`? Allowed: { $allowed }
problem-unknown-parameter = unknown parameter `{ $parameter }`
problem-unknown-value = { $parameter }: `{ $value }` is not allowed
problem-given-twice = { $parameter }: given twice, also as `{ $value }`
problem-includes-and-excludes = { $parameter }: `{ $value }` both includes and excludes
problem-ends-before-it-begins = { $parameter }: `{ $value }` lies before the start of the range
allowed-number = a whole number from 1 to { $most }
allowed-page = a whole number from 1 on
allowed-date = a date such as 2025-01-31 or a month such as 2025-01
allowed-date-from = a date from { $from } on
allowed-moment = a moment such as 2026-05-01T12:00:00Z, or a date, meaning its end in UTC
allowed-one-value = one value, such as `{ $value }`
allowed-one-list = one list of values, or one list of values after `!`
allowed-model = a model’s id as its source spells it, without control characters
allowed-models = the ids { $source } uses for its models
allowed-countries = country codes of ISO 3166-1 such as `CN`, or `unknown`; /countries lists them
allowed-organizations = organizations by slug such as `alibaba`, or `unknown`
allowed-licenses = license ids such as `apache-2.0`, or `unknown`; /licenses lists them
allowed-day = a date such as { $day }
allowed-day-over = a day that is over in UTC, so that all it knew is there: { $day } or an earlier one
allowed-day-from = a day from { $day } on; before, no snapshot had been captured
allowed-no-day = no day yet: no snapshot has been captured
allowed-view = the address of a page of figures, such as /charts/share?by=country, /countries/FR or /
allowed-bytes = at most { $most } bytes
