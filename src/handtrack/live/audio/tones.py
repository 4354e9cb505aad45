"""The tones of a session, which the page plays."""

from __future__ import annotations

from handtrack.events import Status

Tone = tuple[tuple[float, float], ...]
"""Pairs of frequency and seconds."""
PEAK = ((880.0, 0.08),)
UP = ((440.0, 0.12),)
DOWN = ((330.0, 0.12),)
TONES: dict[Status, Tone] = {
    Status.VALID: ((660.0, 0.10), (880.0, 0.16)),
    Status.PARTIAL: ((520.0, 0.18),),
    Status.REJECTED: ((300.0, 0.12), (250.0, 0.18)),
    Status.UNVERIFIABLE: ((300.0, 0.10), (300.0, 0.10)),
}
"""Rising is good, falling is not, level is neither."""
