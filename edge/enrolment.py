"""Whether this edge has enrolled, and where its files lie; without cryptography, for an edge with a password."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from edge.errors import IdentityUnusable
from wire.ids import IdText


class EdgeEnrolment(BaseModel):
    """What an edge remembers of its enrolment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: IdText
    edge: IdText
    broker_url: str
    hub_url: str
    """Where certificates are renewed."""


def by_hand(hub_url: str) -> str:
    """How a person sees whether the hub answers; its certificate is not what they ask about."""
    return f"curl {'-k ' if hub_url.startswith('https:') else ''}{hub_url}/healthz"


@dataclass(frozen=True, slots=True)
class Identity:
    """The files of an enrolled edge, in its data folder."""

    folder: Path

    @property
    def certificate_file(self) -> Path:
        """Key and certificate, in the PEM that a TLS library reads. Readable by the agent's user only."""
        return self.folder / "identity.pem"

    @property
    def ca_file(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def enrolment_file(self) -> Path:
        """Written last: an enrolment that was cut short is none."""
        return self.folder / "enrolment.json"


def read_enrolment(data_dir: Path) -> EdgeEnrolment | None:
    """None for a folder that never enrolled. Raises `IdentityUnusable`."""
    file = Identity(data_dir).enrolment_file
    try:
        return EdgeEnrolment.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise IdentityUnusable(
            f"{file} cannot be read or is damaged. Enrol this edge again: goddag-edge enrol, with a new code from"
            " goddag-hub edges invite."
        ) from None
