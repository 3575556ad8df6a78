"""Settings: tokens of members' phones."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

# The push services of the browsers that people have.
BROWSERS = ("fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")
_PUSH_HOST = re.compile(r"(\*\.)?[a-z0-9][a-z0-9.-]{0,250}(:[0-9]{1,5})?")


class MemberSettings(BaseModel):
    """Tokens of members' phones."""

    model_config = ConfigDict(frozen=True)

    marker: Annotated[int, Field(ge=0, le=0xFFFF)] = Field(
        0xFFF1, description="16-bit UUID that says a token follows. A placeholder: a chain uses its own SIG allocation."
    )
    token_region: str = Field("goddag-1", description="Label mixed into the token keys; a new one voids every token.")
    push_web_hosts: str = Field(
        ",".join(BROWSERS),
        description="Push services of browsers that messages go to, with commas between them: a browser tells its"
        " address, and any other is refused. `*.` stands for hosts below; one of this machine, with its port, may be"
        " without encryption.",
    )
    token_day_keys: Path | None = Field(
        None,
        description="File of day keys from the chain's office (goddag-hub tokens day-keys): this hub then holds no root"
        " and erases older days from the file. Without it, the hub makes a root of its own.",
    )

    @property
    def push_web_services(self) -> tuple[str, ...]:
        """The same, one by one."""
        return tuple(each for piece in self.push_web_hosts.split(",") if (each := piece.strip().lower()))

    @field_validator("push_web_hosts")
    @classmethod
    def _are_push_hosts(cls, text: str) -> str:
        for each in filter(None, (piece.strip().lower() for piece in text.split(","))):
            if _PUSH_HOST.fullmatch(each) is None:
                raise ValueError(f'"{each}" is no host: write it as in fcm.googleapis.com or *.push.apple.com')
        return text
