"""Which finger the thumb touches: rendered clips, weights learned from them, and their errors."""
