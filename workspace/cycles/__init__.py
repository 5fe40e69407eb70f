"""The pages of the ministry's round trip."""
