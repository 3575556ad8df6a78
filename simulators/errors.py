"""What can go wrong in a simulation. Each text says what is wrong and the next step.

SimulatorError
    PortTaken        a port that we were told to use is in use
    FolderInUse      another run is going on in the folder we were told to use
    ProcessEnded     a part of the chain stopped by itself; carries the end of its log
    NotReady         a part of the chain did not become ready in time
    NoRecording      there is no recorded radio data where we were told to look
    NoTrack          a recorded track was asked for that there is not
    BadShop          a shop of simulators/shops/ cannot be opened
    HostProtocol     a host sent bytes that are not HCI
"""

from pathlib import Path


class SimulatorError(Exception):
    """The root of every error that a person running a simulation sees."""


class PortTaken(SimulatorError):
    """A port that we were told to use is in use."""

    def __init__(self, port: int, option: str) -> None:
        super().__init__(
            f"Port {port} is already in use. Stop the program that uses it, or choose another port with {option}."
        )


class FolderInUse(SimulatorError):
    """Another run is going on in that folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another run uses {folder}. Stop it, or give this one its own folder with --data.")


class ProcessEnded(SimulatorError):
    """A part of the chain stopped by itself."""

    def __init__(self, name: str, code: int, log: Path, tail: str) -> None:
        super().__init__(
            f"{name} stopped by itself with exit code {code}. Its log is {log}; it ends:\n{tail or '  (nothing)'}"
        )


class NotReady(SimulatorError):
    """A part of the chain did not become ready in time."""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(
            f"{what} was not ready after {seconds:.0f} s. The logs are in the run folder (--data DIR keeps it)."
        )


class NoRecording(SimulatorError):
    """There is no recorded radio data where we were told to look."""

    def __init__(self, folder: Path, missing: str) -> None:
        super().__init__(
            f"{folder} has no {missing}. The recorded tracks are public (CC0): get them from "
            "github.com/philotuxo/Position-Annotated-BLE-RSSI-Dataset and give the folder that holds "
            "tracks.csv and sensors.csv."
        )


class NoTrack(SimulatorError):
    """A recorded track was asked for that there is not."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no track {name!r}. Known are: {', '.join(known)}.")


class HostProtocol(SimulatorError):
    """A host sent bytes that are not HCI."""


class BadShop(SimulatorError):
    """A shop's folder is missing, or something in it is wrong."""
