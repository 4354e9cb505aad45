"""What recognition goes by: prototypes of movements, and how sure a name is."""
