"""Exercise recognition: profiles of parts of a recording are compared with prototypes."""
