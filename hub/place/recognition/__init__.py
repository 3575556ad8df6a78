"""From a sighting to a member: token, permission, replay; and what phones report themselves."""
