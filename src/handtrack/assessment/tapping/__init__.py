"""The finger-tapping test: thumb and index finger, as fast and as wide as possible.

It is the test that neurologists use (MDS-UPDRS part III, item 3.4, Goetz et al. 2008,
doi:10.1002/mds.22340) and none of the 39 exercises: nothing is prescribed about how a tap has to
be done, so nothing is rejected. What is told is how many, how fast, how wide, and how all that
changes. Rating it is for a clinician; no score is given here.

The signal is not smoothed by a filter of fixed tempo, which would melt fast taps: see `taps`.
"""
