# What a push is answered with, besides the report on its file.
push-unauthorized = A push needs a token: send the header `Authorization: Bearer TOKEN`.
push-media-type = The type of the body is not one that is read; accepted are { $accepted }.
push-encoding = The encoding of the body is not one that is undone; accepted are { $accepted }.
push-too-large = The body holds more than { $limit } bytes.
push-too-slow = The body did not arrive in time.
push-cut = The body ended early.
push-off = No token is set on this site, so nothing can be pushed to it.
push-busy = Other files are being taken in right now; try again in a few seconds.
push-malformed = The file cannot be read as what it is said to be; nothing of it is stored.
push-refused = The file can be read, but not all it says can be stored; nothing of it is stored.
push-unavailable = The database cannot be reached right now; nothing of the file is stored.
push-failed = Something went wrong on our side; nothing of the file is stored.
