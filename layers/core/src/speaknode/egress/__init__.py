"""The one door to the internet for whatever a user can make the platform fetch: tools, web pages, webhooks.

`Egress.fetch` (async) and `fetch_blocking` are the whole door; `transport` is for clients that
bring their own httpx (MCP). Every address is resolved once, checked, and connected to as checked.
"""
