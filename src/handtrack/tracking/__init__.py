"""From frames to a recording of landmarks: hands, forearms, objects."""
