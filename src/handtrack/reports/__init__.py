"""Reports for people, and files for other programs, from a patient's records.

`view` rounds and labels every number once, filled by `sections`; `printed` and `exchange`
render it and round nothing.
"""
