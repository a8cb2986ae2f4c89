# What the script of pages says.

theme-auto = Theme: as the system
theme-light = Theme: light
theme-dark = Theme: dark
theme-hint = Light, dark, or as the system has it
copy-link = Copy link
copy-done = Link copied
reader-label = Values by date: left and right for dates, up and down for series
