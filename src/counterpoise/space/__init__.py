"""What a distance is: units, categories, missing values."""
