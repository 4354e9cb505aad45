"""What leaves the records: reports for people, and files for other programs.

`view` rounds and labels every number once; `html`, `pdf`, `tables`, `json` and `fhir` render it and
round nothing. `trc` and `bids` write landmarks.
"""
