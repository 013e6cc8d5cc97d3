"""The curated content: entries, vocabulary and responses, parsed, checked and indexed."""
