"""The short bench: fails where handtrack has become slower than its page says.

    python -m validation.benchmarks.short_bench

Measures the watched ratios again and compares them with docs/accuracy/performance.json, which
`just bench` writes: ratios in one run, never seconds. What looks slow is measured again, longer.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Mapping

from validation.benchmarks.pairs import Clock, Pair, ratios, used_s
from validation.benchmarks.published import WATCHED, Published
from validation.benchmarks.watched_pairs import watched_pairs

MOST_FALL = 0.2
"""A ratio may be lower than published by this share: a fifth."""
AGAIN = 3
"""How many times as many rounds, where a ratio looks too low."""


def slower(
    pairs: Iterable[Pair], published: Mapping[str, float], clock: Clock = used_s
) -> list[str]:
    """Tell which ratios fell, in a sentence each, and print all.

    Parameters
    ----------
    pairs : iterable of Pair
    published : mapping of str to float
        The ratio of each by its name.
    clock : callable
    """
    wrong = []
    for pair in pairs:
        if pair.name not in published:
            wrong.append(f"{pair.name}: no ratio is published; run `just bench`.")
            continue
        least = (1 - MOST_FALL) * published[pair.name]
        found = ratios(pair, pair.rounds, clock)
        if statistics.median(found) < least:
            found = ratios(pair, AGAIN * pair.rounds, clock)
        now = statistics.median(found)
        print(f"{pair.name}: {now:.3f}, published {published[pair.name]:.3f}", flush=True)
        if now < least:
            fall = 1 - now / published[pair.name]
            wrong.append(f"{pair.name}: {fall:.0%} slower than published.")
    return wrong


def main() -> None:
    """Compare everything that is watched; a sentence and exit code 1 where something fell."""
    published = {name: ratio.median for name, ratio in Published.read().ratios(WATCHED).items()}
    if wrong := slower(watched_pairs(), published):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
