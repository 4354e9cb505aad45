"""A hand with known angles: posed, filmed and written down with its truth.

A tool of development; the package never imports it. How to use it:
`docs/development/validation-hand.md`.
"""
