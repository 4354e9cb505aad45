"""How wrong handtrack is: clips with known truth, scored and made into the published tables.

    clips ─▶ tracks ─▶ scoring ─▶ matching ─▶ tables ─▶ page
    truth    cached    what the   which is    bars      docs/accuracy/validation.md, .json, .svg
             tracks    product    which
                       says

Nothing here is imported by the package, and nothing in the package knows about it.
"""
