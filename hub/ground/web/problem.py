"""What an answer says that refuses."""

from pydantic import BaseModel


class Problem(BaseModel):
    """Why something was not done, in a sentence."""

    detail: str
