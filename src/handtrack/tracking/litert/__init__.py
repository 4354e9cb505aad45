"""MediaPipe's two hand networks, run by LiteRT: the only folder that imports it."""
