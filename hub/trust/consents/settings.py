"""Settings: who is responsible for the data."""

from pydantic import BaseModel, ConfigDict, Field

from wire.urls import WebAddress


class ControllerSettings(BaseModel):
    """Who is responsible for the data."""

    model_config = ConfigDict(frozen=True)

    controller_name: str | None = Field(
        None, min_length=1, max_length=120, description="Who is responsible for the data (GDPR art. 4(7)): the firm."
    )
    controller_id: str | None = Field(
        None, min_length=1, max_length=60, description="The firm's number in the business register: CVR, org.nr."
    )
    controller_address: str | None = Field(None, min_length=1, max_length=200, description="The firm's postal address.")
    controller_contact: str | None = Field(
        None, min_length=1, max_length=120, description="How to reach the firm: a phone number, or a person's role."
    )
    privacy_email: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+$", max_length=120, description="Where customers write about their data."
    )
    privacy_notice_url: WebAddress | None = Field(
        None, max_length=300, description="The firm's privacy notice; the QR code of the entrance sign."
    )
    jurisdiction: str | None = Field(
        None, pattern=r"^[A-Z]{2}$", description='Country whose law applies, and where the hub is: "DK", "NO", "SE".'
    )
    privacy_authority: str | None = Field(
        None, min_length=1, max_length=120, description="Supervisory authority that customers can complain to."
    )
