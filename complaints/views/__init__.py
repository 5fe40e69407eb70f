"""The citizen's pages: the form with its receipt, and the way back to a complaint.

None reads or sets a cookie beyond the language's; docs/adr/0012 says what stands in for Django's
CSRF token. Every answer is `no-store`.
"""
