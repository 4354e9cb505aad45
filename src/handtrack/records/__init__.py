"""Who a patient is, what was done and measured, and whether it changed."""
