"""What the model is measured against: published ways to predict code, asked through one door."""
