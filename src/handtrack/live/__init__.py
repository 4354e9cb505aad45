"""Live sessions at a webcam.

Pure: `plan`, `observation`, `menu`, `flow`, `texts`. Edge: `camera`, `screen`, `window`, `sound`,
`keeping`, `run`. The window and the sounds observe the session and never own its loop.
"""
