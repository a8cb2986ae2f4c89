# What became of the bases that models state.
note-based = Counted for the root base model: { $share } of the total ({ $models ->
    [one] 1 model
   *[other] { $models } models
}) is built on another model.
note-unresolved = { $share } ({ $models ->
    [one] 1 model
   *[other] { $models } models
}) states a base that does not resolve and stays with its publisher.

base-unresolved-unknown = nothing is known of its end
base-unresolved-cycle = runs into itself
base-unresolved-too-deep = more than six bases long
base-unresolved-basis = The base does not resolve ({ $chain }: { $reason }), so use counts for the publisher with either lens.

to-classify-bases = Bases that do not resolve
to-classify-bases-mend = A base written into models.csv comes before what sources state; a base of which nothing is known wants a row there, or its namespace in organizations.csv. Until then these models count for their publisher, with either lens.
to-classify-bases-of = With the lens of the base, { $based } of the day ({ $based_models ->
    [one] 1 model
   *[other] { $based_models } models
}) counts for another model; { $unresolved } ({ $unresolved_models ->
    [one] 1 model
   *[other] { $unresolved_models } models
}) states a base that does not resolve and stays with its publisher.
to-classify-bases-resolve = With the lens of the base, { $based } of the day ({ $based_models ->
    [one] 1 model
   *[other] { $based_models } models
}) counts for another model. Every base that is stated resolves.
to-classify-column-chain = Chain of bases
to-classify-column-reason = Why it breaks
readme-notes = Notes
