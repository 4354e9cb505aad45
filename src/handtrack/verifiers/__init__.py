"""The verifiers: from signals to candidate repetitions, a folder each.

A verifier follows the table of an exercise file. Its `machine` holds laws, a table of transitions
and a pure `step(rule, state, time, frame) → state, candidates`; its `counter` says what is read off
the hand, on which scale, and what is measured of a repetition. `machine.py` beside the folders
feeds all of them, `registry.py` finds the counter of an exercise.
"""
