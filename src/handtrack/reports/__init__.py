"""Reports for people, and files for other programs, from a patient's records.

`view` rounds and labels every number once; `html`, `pdf`, `tables`, `json` and `fhir` render it and
round nothing. `trc` and `bids` write landmarks.
"""
