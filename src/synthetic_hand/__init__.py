"""A hand of 21 points that moves as its joint angles say, for tests and for validation.

    pose ─▶ skeleton ─▶ landmarks ─▶ performances ─▶ recording_changes, objects
    joint   21 points   as camera    an exercise     another camera or tracker,
    angles              and tracker  done as its     a thing beside the hand
                        have them    file says

It is exact where a tracker is not, so that whoever uses it knows what must be read. It stands
beside handtrack in `src/` because tests and validation both need it; it is part of the checkout and
of an editable install, not of the wheel, and handtrack never imports it.
"""
