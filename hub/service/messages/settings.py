"""Settings: messages to the customer's app."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hub.ground.setting_checks import fits_a_header
from wire.urls import WebAddress


class MessageSettings(BaseModel):
    """Messages to the customer's app."""

    model_config = ConfigDict(frozen=True)

    push_url: WebAddress | None = Field(
        None,
        description="FCM HTTP v1 endpoint (https://fcm.googleapis.com); without it, no app message leaves.",
    )
    push_project: str | None = Field(
        None, pattern=r"^[a-z0-9][a-z0-9.:-]{0,60}$", description="FCM project id; without it, the service account's."
    )
    push_service_account: Path | None = Field(
        None,
        description="Private key file of a service account, as the Firebase console gives it: the hub gets its tokens"
        " with it and renews them before they end.",
    )
    push_token: str = Field(
        "",
        description="Fixed bearer token, for a push gateway of your own that wants one; Google's end within the hour.",
    )

    _message_keys_fit_a_header = field_validator("push_token")(fits_a_header)

    @model_validator(mode="after")
    def _can_push(self) -> "MessageSettings":
        ways = [self.push_service_account is not None, bool(self.push_token)]
        if self.push_url is None:
            if any(ways):
                raise ValueError("push_service_account and push_token belong to the gateway at push_url: set that too")
            return self
        if sum(ways) != 1:
            raise ValueError(
                "push_url needs push_service_account (the private key file from the Firebase console), or push_token"
                " for a gateway that wants a fixed token: set one of them"
            )
        if self.push_project is None and self.push_service_account is None:
            raise ValueError("push_url with push_token needs push_project: the id of the project at the gateway")
        return self
