"""The light of insight follows what is on disk, and is quiet until there is something to learn from."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from insight_worlds import small_model

from hub.ground.health.light import Light, LightState
from hub.ground.words.phrase import phrase
from hub.knowledge.insight.artefact import to_bytes
from hub.knowledge.insight.endpoints import state_of
from hub.knowledge.insight.model_store import FOLDER, ModelStore, Training
from hub.knowledge.insight.nightly import NightlyTraining
from hub.knowledge.insight.worker_job import TrainingJob


def watched(folder: Path) -> tuple[ModelStore, Light, NightlyTraining]:
    store, light = ModelStore(folder), Light("insight")
    job = TrainingJob(str(folder), "", "UTC", 0)
    return store, light, NightlyTraining(lambda: job, store, light, "03:00", ZoneInfo("UTC"))


def test_too_little_to_learn_from_is_no_fault(tmp_path: Path) -> None:
    store, light, nightly = watched(tmp_path)
    store.put(Training(1, "", refused=("too little is known",)), None)
    nightly.follow()
    assert (light.state, light.reason) == (LightState.UNTRIED, None)


def test_a_training_by_hand_and_a_file_that_is_cut_off_turn_the_light(tmp_path: Path) -> None:
    held = to_bytes(small_model())
    store, light, nightly = watched(tmp_path)
    light.waits(phrase("health-why-no-model"))
    by_hand = Training(1, "model-1.npz", metrics={"overall_recall": 0.2})
    ModelStore(tmp_path).put(by_hand, held)
    nightly.follow()
    assert light.state is LightState.WORKING
    assert store.model()
    path = tmp_path / FOLDER / "model-1.npz"
    path.write_bytes(held[: len(held) // 2])
    nightly.follow()
    assert light.state is LightState.STOPPED
    assert state_of(store).state == "damaged"
    path.write_bytes(held)
    ModelStore(tmp_path).put(replace(by_hand, at_ms=2, file="", refused=("its list finds less",)), None)
    nightly.follow()
    assert light.state is LightState.WAITING
    assert light.next_step
    assert light.next_step.id == "health-next-model-refused"
