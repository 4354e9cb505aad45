"""Frames → hands. `mediapipe_hands` is the only module that imports mediapipe."""
