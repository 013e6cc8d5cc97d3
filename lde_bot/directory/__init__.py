"""Places and initiatives: who offers which service near here."""
