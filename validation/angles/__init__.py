"""The errors of joint angles: rendered clips, networks taught on them, and what each way misses."""
