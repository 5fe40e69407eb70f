"""Real boundaries: read from GeoJSON, simplified without gaps, kept for drawing maps."""
