"""The open feed: the directory for other programs, HSDS-UK 3.0 (`docs/reference/open-referral-feed.md`).

edge      what every answer under the feed's address has: CORS, no cookies, problem documents
routes    the nine endpoints
schemas   the shapes, for the OpenAPI document
asked     the query parameters
answers   JSON with page fields, ETag, Last-Modified and cache headers
limits    how many requests one address may make
"""
