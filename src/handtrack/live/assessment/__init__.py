"""The guided assessment: pose by pose, with a hold detector, on a window or on a page."""
