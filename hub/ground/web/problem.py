"""What an answer says that refuses."""

from pydantic import BaseModel


class Problem(BaseModel):
    """Why something was not done, in a sentence."""

    detail: str


PROBLEM = {"application/json": {"schema": Problem.model_json_schema()}}
"""The same, for the description of the API."""
