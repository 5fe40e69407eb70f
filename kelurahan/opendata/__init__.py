"""Published figures as files and as an API, for whoever wants to reuse or to check them."""
