"""placeholder"""

from __future__ import annotations

from typing import Any

from handtrack.hand import Side


def demo_for(exercise: Any, side: Side) -> Any:
    return lambda time_s: None
