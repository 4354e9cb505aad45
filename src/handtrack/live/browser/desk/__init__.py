"""The therapist's desk: patients, sessions and assessments to review, correct and prescribe."""
