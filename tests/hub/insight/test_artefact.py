import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight_worlds import END, small_model

from hub.ground.errors import InsightError
from hub.knowledge.insight.artefact import from_bytes, to_bytes, write
from hub.knowledge.insight.owned import owned_of
from hub.knowledge.insight.ranking import rank

MODEL = small_model()
HELD = to_bytes(MODEL)
OWNED = owned_of(np.array([0, 4, 8]), np.array([END - 60, END - 30, END - 30]), np.ones(3))


def test_a_model_that_was_written_gives_the_same_list() -> None:
    before, after = rank(MODEL, OWNED, END), rank(from_bytes(HELD), OWNED, END)
    assert after.article.tolist() == before.article.tolist()
    assert after.probability == pytest.approx(before.probability, rel=0.01)


@given(st.integers(0, len(HELD) - 1))
def test_a_truncated_model_is_refused(length: int) -> None:
    with pytest.raises(InsightError):
        from_bytes(HELD[:length])


@given(st.integers(0, len(HELD) - 1), st.integers(1, 255))
def test_a_model_with_a_damaged_byte_is_refused_or_whole(place: int, change: int) -> None:
    damaged = bytearray(HELD)
    damaged[place] ^= change
    try:
        model = from_bytes(bytes(damaged))
    except InsightError:
        return
    assert rank(model, OWNED, END).article.tolist() == rank(MODEL, OWNED, END).article.tolist()


def test_a_pickle_is_refused() -> None:
    held = io.BytesIO()
    np.savez(held, about=np.array([{"format": 1}], dtype=object))
    with pytest.raises(InsightError):
        from_bytes(held.getvalue())


def test_the_same_orders_give_the_same_file() -> None:
    assert to_bytes(small_model()) == HELD


def test_a_file_is_written_in_place_of_the_old_one_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "insight" / "model.npz"
    write(path, b"old")
    write(path, HELD)
    assert path.read_bytes() == HELD
    assert [each.name for each in path.parent.iterdir()] == ["model.npz"]


def test_nothing_in_a_model_is_about_a_person() -> None:
    with np.load(io.BytesIO(HELD)) as found:
        shapes = {name: found[name].shape for name in found.files if name != "about"}
        about = json.loads(found["about"].tobytes())
    customers = 150
    assert all(customers not in shape for shape in shapes.values())
    assert set(about) == {"format", "articles", "titles", "categories", "logistics", "new_standing", "trained"}
