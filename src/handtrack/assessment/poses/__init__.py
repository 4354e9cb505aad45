"""Static poses of a protocol: detection, assignment by order, and the angles in them."""
