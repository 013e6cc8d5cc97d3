"""Web pages that need no account: an initiative confirms its data through a link."""
