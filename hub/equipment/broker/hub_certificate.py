"""The certificates of the hub's own side of the broker: the server, the hub, and the observer that may only read."""

from dataclasses import dataclass
from pathlib import Path

from hub.equipment.enrolment.authority import StoreAuthority
from hub.ground.key_file import write_private
from wire.mqtt import Broker

# Besides the name that edges are told, the hub on the same machine connects by one of these.
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class OwnSide:
    """Where the PEM files are; each but `ca` holds a key and its certificate."""

    ca: Path
    server: Path
    hub: Path
    observer: Path

    def hub_at(self, host: str, port: int) -> Broker:
        """How the hub connects to a broker that trusts the store's authority."""
        return Broker(host, port, None, None, tls=True, ca_file=self.ca, certificate_file=self.hub)


def write_own_side(authority: StoreAuthority, folder: Path, broker_name: str, now: float) -> OwnSide:
    """Make the keys and certificates anew; `broker_name` is the name or address by which edges reach the broker."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = OwnSide(folder / "ca.pem", folder / "server.pem", folder / "hub.pem", folder / "observer.pem")
    write_private(made.ca, authority.pem.encode())
    addresses = dict.fromkeys((broker_name, *_HERE))
    write_private(made.server, authority.own_side("broker", now, addresses))
    write_private(made.hub, authority.own_side("hub", now))
    write_private(made.observer, authority.own_side("observer", now))
    return made
