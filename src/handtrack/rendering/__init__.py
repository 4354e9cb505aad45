"""Drawing on pictures: text, hands and graphs. May import cv2; colours are BGR."""
