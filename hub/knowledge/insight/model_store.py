"""The models on disk: which one is in use, which were refused and why, and the way back."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter

from hub.ground.errors import InsightError, InsightNewer
from hub.knowledge.insight import artefact
from hub.knowledge.insight.model import InsightModel

FOLDER, STATE_FILE = "insight", "state.json"
KEPT_TRAININGS, KEPT_FILES = 100, 5
# Of state.json; one without it is of the first.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Training:
    """One training, whatever came of it."""

    at_ms: int
    file: str
    """Empty for a model that was refused: nothing of it is kept."""
    refused: tuple[str, ...] = ()
    data_hash: str = ""
    first_day: int = 0
    last_day: int = 0
    baskets: int = 0
    articles: int = 0
    seed: int = 0
    seconds: float = 0.0
    file_bytes: int = 0
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])
    frequency: Mapping[str, float] = field(default_factory=dict[str, float])
    popularity: Mapping[str, float] = field(default_factory=dict[str, float])
    calibration: Mapping[str, tuple[tuple[float, float, int], ...]] = field(
        default_factory=dict[str, tuple[tuple[float, float, int], ...]]
    )
    """By what was told: said, was, rows, from the least probable group on."""
    segments: Mapping[str, int] = field(default_factory=dict[str, int])
    removed: Mapping[str, int] = field(default_factory=dict[str, int])
    """What the filters took out of the lists of the members, by reason."""
    coverage: float = 0.0
    """Share of the model's articles that stand in some list."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known of all of them, the newest last."""

    current: str = ""
    """The file in use; empty before there is one."""
    trainings: tuple[Training, ...] = ()
    version: int = VERSION

    @property
    def in_use(self) -> Training | None:
        """The training of the file in use."""
        return next((each for each in self.trainings if each.file and each.file == self.current), None)


_STATE = TypeAdapter(State)


def _why_unreadable(held: bytes) -> str:
    try:
        artefact.from_bytes(held)
    except InsightError as error:
        return str(error)
    return ""


class ModelStore:
    """One folder of models."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._loaded: tuple[str, InsightModel] | None = None
        self._stamp: tuple[int, int] | None = None
        self._state = State()
        self._looked: tuple[tuple[str, int, int], str] = (("", 0, 0), "")

    def state(self) -> State:
        """As it is on disk now; a file that cannot be read counts as none, and says so in `InsightError`."""
        path = self._folder / STATE_FILE
        try:
            found = path.stat()
        except OSError:
            return State()
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp != self._stamp:
            try:
                self._state = _STATE.validate_json(path.read_bytes())
            except (OSError, ValueError) as error:
                why = type(error).__name__ if isinstance(error, ValueError) else str(error)
                raise InsightError(f"{path} cannot be read ({why}): train anew, goddag-hub insight train") from None
            if self._state.version > VERSION:
                raise InsightNewer(
                    f"{path} was written by a newer goddag-hub: install that version again, or move the folder"
                    f" {self._folder} away and train anew"
                )
            self._stamp = stamp
        return self._state

    def model(self) -> InsightModel | None:
        """The model in use; None before there is one. Raises `InsightError` for a damaged file without another."""
        state = self.state()
        if self._loaded and self._loaded[0] == state.current:
            return self._loaded[1]
        candidates = [state.current, *(each.file for each in reversed(state.trainings) if each.file != state.current)]
        wrong: InsightError | None = None
        for name in filter(None, candidates):
            try:
                model = artefact.from_bytes((self._folder / name).read_bytes())
            except OSError as error:
                wrong = InsightError(f"{self._folder / name} cannot be read: {error.strerror}")
            except InsightError as error:
                wrong = error
            else:
                # A damaged file is stepped over, and the last good one used.
                self._loaded = (state.current, model)
                return model
        if wrong:
            raise wrong
        return None

    def wrong_on_disk(self) -> str:
        """Why the file in use can be read no more; empty while it can. It is read when its time or size has changed."""
        name = self.state().current
        if not name:
            return ""
        path = self._folder / name
        try:
            found = path.stat()
            stamp = (name, found.st_mtime_ns, found.st_size)
            if stamp != self._looked[0]:
                self._looked = (stamp, _why_unreadable(path.read_bytes()))
        except OSError as error:
            return f"{path} cannot be read: {error.strerror}"
        return self._looked[1]

    def put(self, training: Training, held: bytes | None) -> None:
        """Write what came of a training, and with `held` put that model into use."""
        try:
            state = self.state()
        except InsightNewer:
            raise  # a newer hub may come back, and finds its models
        except InsightError:
            state = State()  # what cannot be read begins anew: this is the remedy that it names
        trainings = (*state.trainings, training)[-KEPT_TRAININGS:]
        if held is not None:
            artefact.write(self._folder / training.file, held)
        self._write(State(training.file if held is not None else state.current, trainings))

    def roll_back(self) -> Training:
        """Use the model before the one in use. Raises `InsightError` when there is none."""
        state = self.state()
        files = [each for each in state.trainings if each.file and (self._folder / each.file).exists()]
        at = next((number for number, each in enumerate(files) if each.file == state.current), 0)
        if at == 0:
            raise InsightError("there is no model before the one in use")
        before = files[at - 1]
        artefact.from_bytes((self._folder / before.file).read_bytes())  # one that cannot be read is no way back
        self._write(replace(state, current=before.file))
        return before

    def _write(self, state: State) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / STATE_FILE
        new = path.with_suffix(".new")
        with new.open("wb") as file:
            file.write(_STATE.dump_json(state))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        kept = [each.file for each in state.trainings if each.file][-KEPT_FILES:]
        for old in self._folder.glob("model-*.npz"):
            if old.name not in kept and old.name != state.current:
                old.unlink(missing_ok=True)
