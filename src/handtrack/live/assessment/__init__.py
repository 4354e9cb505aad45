"""The guided assessment: pose by pose, with a hold detector."""
