# What a client is told that asks for more than the site gives.
error-too-many = That was too many requests in a short time
error-too-many-words = Please wait a little. Whoever needs much data gets it in one file: see the data page.
error-address-too-long = This address is too long
error-address-too-long-words = Addresses may have up to 16,384 bytes, with the question behind the “?”.
error-headers-too-large = The headers of this request are too large
error-headers-too-large-words = They may have up to 16,384 bytes together. Deleting old cookies for this site usually helps.
error-body-too-slow = The request did not arrive in time
error-body-too-slow-words = The connection was too slow, or broke. Please try again.
error-crowded = Too many large questions are being answered right now
error-crowded-words = Please try again in a few seconds.
error-still-made = This answer takes longer than you should have to wait
error-still-made-words = It is still being made. Please ask again in ten seconds: it is there as soon as it is done.
error-too-long = This question takes too long to answer right now
error-too-long-words = Please try again in a few seconds, or ask for fewer dates or models.
