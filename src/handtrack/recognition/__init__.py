"""Which exercise it is: profiles of stretches of a recording, compared with prototypes."""
