"""Live sessions at a webcam.

Pure: `session_plan`, `flow`, `language`, `camera_guidance`. Edge: `camera_step`, `screen`, `audio`,
`session_folder`, `loop`. The window and the sounds observe the session and never own its loop.
"""
