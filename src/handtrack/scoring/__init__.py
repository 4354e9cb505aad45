"""From candidate repetitions to a result: what counts, why not, and how far it went."""
