"""What an answer says that refuses."""

from pydantic import BaseModel


class Problem(BaseModel):
    """Why something was not done."""

    detail: str
    """In the reader's language: `?language=`, the member's, `Accept-Language`; English when nothing says which."""
    code: str
    """For programs: stays when the sentence is written anew."""
    args: dict[str, str | int] = {}
    """What the sentence is about."""


PROBLEM = {"application/json": {"schema": Problem.model_json_schema()}}
"""The same, for the description of the API."""
