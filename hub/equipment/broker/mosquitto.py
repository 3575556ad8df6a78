"""Everything that Mosquitto needs to be the store's broker: configuration, rights, certificates, revocations."""

import os
import pwd
from pathlib import Path

from hub.equipment.enrolment.authority import StoreAuthority
from hub.ground.key_file import write_private
from wire.ids import EdgeId, StoreId
from wire.topics import ROOT, said_by, to_edge

# The user to which Debian's Mosquitto drops when root starts it, before it opens any of these files.
MOSQUITTO_USER = "mosquitto"


def write_mosquitto_files(
    folder: Path,
    authority: StoreAuthority,
    store: StoreId,
    host: str,
    port: int,
    name: str,
    revoked: list[str],
    now: float,
) -> list[Path]:
    """Write the files anew, the server's key among them; run again after each revocation.

    `name` is the name or address by which edges reach the broker. Root's files are given to `MOSQUITTO_USER`.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True, mode=0o700)
    written = {
        "mosquitto.conf": render_config(folder, host, port).encode(),
        "acl": render_acl(store).encode(),
        "ca.pem": authority.pem.encode(),
        "crl.pem": authority.revocations(revoked, now),
        "server.pem": authority.own_side("broker", now, dict.fromkeys((name, "localhost", "127.0.0.1", "::1"))),
    }
    for file, content in written.items():
        write_private(folder / file, content)
    if os.geteuid() == 0:
        _give_to_mosquitto([folder / "data", *(folder / file for file in written)])
    return [folder / file for file in written]


def render_config(folder: Path, host: str, port: int) -> str:
    """mosquitto.conf for Mosquitto 2.0: TLS with client certificates and nothing else."""
    return f"""\
listener {port} {host}
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.pem
crlfile {folder}/crl.pem
# A minimum; 1.3 is used where both sides can.
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
# A client that takes another's id would throw it out.
use_username_as_clientid true
allow_anonymous false
acl_file {folder}/acl
# The hub acknowledges what it has stored, so a session need not survive; retained orders and health are kept.
persistence true
persistence_location {folder}/data/
autosave_interval 5
max_queued_messages 100000
max_queued_bytes 64000000
max_packet_size 8192
"""


def render_acl(store: StoreId) -> str:
    """The rights: %u is the common name in a client's certificate."""
    own = "\n".join(f"pattern write {topic}" for topic in said_by(store, EdgeId("%u")))
    return f"""\
user hub
topic readwrite {ROOT}/{store}/#

user observer
topic read {ROOT}/{store}/#

{own}
pattern read {to_edge(store, EdgeId("%u"))}
"""


def _give_to_mosquitto(paths: list[Path]) -> None:
    try:
        user = pwd.getpwnam(MOSQUITTO_USER)
    except KeyError:  # Mosquitto is not installed here; the files are for another machine
        return
    for path in paths:
        os.chown(path, user.pw_uid, user.pw_gid)
