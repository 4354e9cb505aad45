"""How good handtrack is, measured: tools of development that the package never imports.

    render ─▶ evaluate ─▶ docs/accuracy/validation.md      real_hands ─▶ docs/accuracy/real-hands.md
    clips of  scored,     `just validate`         counted by    `just validate-real`
    a hand    compared,                           eye
    with known tabled
    angles

What the package holds that was learned comes from `angles`, `touch` and `recognition`. `studies`
answers one question each; `benchmarks` measures speed; `assets` draws what the live window shows.
"""
