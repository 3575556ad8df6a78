"""What a till's platform has told and the hub has not: asked for again for a period, from the platform's own API.

Each order is handed to the hub as the webhook that the platform would have sent, so there is one way in: what is known
in that version changes nothing.
"""
