"""Real hands that were counted by eye: what docs/accuracy/real-hands.md is made from.

    clips ─▶ evaluate ─▶ matching ─▶ summary ─▶ bars ─▶ page
    counts,  what the    which       figures,   what    docs/accuracy/real-hands.md, .json
    tracks   product     event is    by clip    is to
             says        found       and by     be
                                     person     reached

The landmarks lie in a folder beside the checkout and stay there. Nothing here is imported by the
package; the product is asked through the functions that its users call.
"""
