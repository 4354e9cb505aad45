"""Objects followed beside the hands, by their colours."""
