"""The public part for other programs: entries and the directory as JSON, to read only, without personal data."""
