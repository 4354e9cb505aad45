"""Which screen comes next: a pure state machine."""
