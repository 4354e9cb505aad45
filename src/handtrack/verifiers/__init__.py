"""The engines that turn a signal into candidate repetitions.

Each is a table and a pure `step(state, …) → state, candidates`. `cycle` follows one signal out and
back, `sequence` follows the thumb from finger to finger.
"""
