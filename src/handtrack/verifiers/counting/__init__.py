"""How each verifier is put to an exercise: what it reads, on which scale, and what it reports.

The engines themselves are in `handtrack.verifiers` and know thresholds and times only. A new
verifier is an engine there, a `Counting` here, a line in `counting.table`, and a table in
`handtrack.definitions.methods`.
"""
