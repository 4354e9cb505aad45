"""How the published figures were measured, in words."""

from __future__ import annotations

from validation.evaluate.report_values import ValidationReport


def method(report: ValidationReport) -> str:
    """The section of the page that tells it."""
    made = ", ".join(f"{name} {value}" for name, value in report.made_by.items())
    return f"""## How it was measured

`just validate` makes this page, [validation.json](validation.json) and the figure. It renders the
clips ({report.clips}), tracks them, scores each as `handtrack score` does, and compares with what
the renderer was told to do. Nothing of the truth reaches the software. Made by {made}.

- **Truth.** Joint angles are the project's own measurements
([measurements](../clinical/measurements.md)) on
  the true joints. Wrist and forearm angles are turns of the hand in space, so a turned camera
  cannot hide its error in the projection. The true range of a repetition is the whole way of the
  true angle within it. Single readings are those of full and partial repetitions, five a second.
  A clip that shows two exercises is scored as both. Small and broken-off movements are shares of
  what is seen of them: half a fist halves the way of the fingertips, not the bend of the joints.
- **Found and counted.** *Hand found*: frames whose landmarks lie within half a hand length of the
  true ones, of those that show the whole hand. *Exact count*: clips in which the number of counted
  repetitions is the number of full ones.
- **Objects.** Where an exercise is counted by its object if that is made known, it is pointed at
  where it first lies clear of the hand; where it does not stand out, or never lies clear, the hand
  alone is scored.
- **Event F1.** A counted repetition is right when its start **and** its end lie within 0.3 s of the
  true ones; pairs are assigned so that as many match as possible, as for sound events (Mesaros,
  Heittola and Virtanen 2016, [10.3390/app6060162](https://doi.org/10.3390/app6060162)). Their
  looser offset, half of the event's length, is not used, because durations are reported. The true
  edges are the first and last moment at which the true joints move what is counted at 2 % of that
  repetition's greatest speed or faster, the usual sign of onset
  ([10.1186/s12984-021-00895-3](https://doi.org/10.1186/s12984-021-00895-3)); where no one signal is
  counted, the first and last moment of the movement; of a touch cued to a beat, those of the
  contact; of a minute of activity, those of sixty seconds credited as the exercise file credits
  them, by the true joints, and its edges may be off by as long as the file lets a pause be.
- **Agreement.** Bias, mean absolute error (MAE), root mean square error (RMSE), limits of agreement
  for repeated readings and ICC(A,1) come from
  [poseaudit](../development/dependencies.md); brackets are 95 % intervals that resample whole
  hands, because readings of one hand are not independent. Readings minus truth. An ICC needs truths
  that differ: full repetitions of one movement differ little, so it is low even where errors are
  small.
- **Refused** are ranges the software does not print because it cannot tell them from that side; an
  error over printed ranges alone would flatter it.
- **Truth inside ±** is the share of printed 95 % intervals that hold the true range, with Wilson's
  interval."""
