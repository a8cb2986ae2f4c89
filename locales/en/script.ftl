# What the script of pages says.

theme-auto = Theme: auto
theme-light = Theme: light
theme-dark = Theme: dark
theme-hint = Theme: as the system has it, light or dark
copy-link = Copy link
copy-done = Link copied
reader-label = Values by date: left and right for dates, up and down for series
