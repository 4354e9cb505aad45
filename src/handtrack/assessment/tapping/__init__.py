"""Finger-tapping test: thumb and index finger, as fast and as wide as possible.

The test is item 3.4 of MDS-UPDRS part III (Goetz et al. 2008, doi:10.1002/mds.22340) and none of
the 39 exercises: no criterion rejects a tap. The results are count, rate, amplitude and their
changes. The rating is a clinician's; no score is computed.

The signal is not smoothed by a filter with a fixed time constant, which would attenuate fast taps
(see `taps`).
"""
