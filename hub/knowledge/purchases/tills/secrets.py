"""Settings that hold secrets."""

MOST_SECRETS = 2


def secrets_in(text: str) -> tuple[str, ...]:
    """Parts of a setting, comma separated."""
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def two_secrets(text: str) -> str:
    """A setting of secrets. Raises `ValueError` for more than two."""
    if len(secrets_in(text)) > MOST_SECRETS:
        raise ValueError("one secret, or two while one is being replaced: each one counts for as long as it is here")
    return text
