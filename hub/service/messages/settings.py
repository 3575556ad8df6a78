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

    push_apns_key: Path | None = Field(
        None,
        description="Key file (.p8) of Apple's push service, for an iPhone app without Firebase: from the Apple"
        " developer account, Keys.",
    )
    push_apns_key_id: str | None = Field(None, pattern=r"^[A-Z0-9]{10}$", description="Which key that is.")
    push_apns_team: str | None = Field(None, pattern=r"^[A-Z0-9]{10}$", description="The team it belongs to.")
    push_apns_topic: str | None = Field(
        None, pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,154}$", description="The app's bundle id."
    )
    push_apns_url: WebAddress = Field(
        "https://api.push.apple.com",
        description="Apple's push service; https://api.development.push.apple.com for builds from Xcode.",
    )
    push_vapid_key: Path | None = Field(
        None,
        description="Key file for messages to browsers (VAPID), made with `goddag-hub push vapid-key FILE`; whoever"
        " subscribed with another key gets nothing more.",
    )
    push_contact: str | None = Field(
        None,
        pattern=r"^(mailto:[^@\s]+@[^@\s]+|https://\S+)$",
        max_length=200,
        description="Where browsers' push services reach whoever runs the messages: mailto:it@shop.example, or a page.",
    )

    _message_keys_fit_a_header = field_validator("push_token")(fits_a_header)

    @model_validator(mode="after")
    def _can_push_to_apple(self) -> "MessageSettings":
        together = {
            "push_apns_key": self.push_apns_key,
            "push_apns_key_id": self.push_apns_key_id,
            "push_apns_team": self.push_apns_team,
            "push_apns_topic": self.push_apns_topic,
        }
        missing = [name for name, value in together.items() if value is None]
        if missing and len(missing) < len(together):
            raise ValueError(f"messages through Apple need {' and '.join(missing)} as well")
        return self

    @model_validator(mode="after")
    def _can_push_to_browsers(self) -> "MessageSettings":
        if self.push_vapid_key is not None and self.push_contact is None:
            raise ValueError("push_vapid_key needs push_contact: push services write there when something is wrong")
        return self

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
