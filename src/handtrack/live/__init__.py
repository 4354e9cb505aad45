"""Live sessions at a webcam.

Pure: `session_plan`, `flow`, `language`, `screen`, `camera_guidance`. Edge: `camera_step`, `audio`,
`session_folder`, `loop`, `browser`. Pages and sounds observe the session and never own its loop.
"""
