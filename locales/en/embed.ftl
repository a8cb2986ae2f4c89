# Charts on other sites.

embed-more = Explore and download on Weighbridge
embed-this = Show this chart on your site
embed-words = Paste this into your page. The chart is shown as of its newest data; for one that stays as it is, use the permalink's address. Sites that know oEmbed only need the address of this page.
format-option-size = PNG for posts
