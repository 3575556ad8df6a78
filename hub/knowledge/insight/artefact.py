"""A model on the disk: arrays in an NPZ without pickles, the rest as JSON inside it; written whole or not at all."""

import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.ground.errors import InsightError
from hub.knowledge.insight import again, categories, lapse, new
from hub.knowledge.insight.categories import CategoryFacts
from hub.knowledge.insight.logistic import Logistic
from hub.knowledge.insight.model import Articles, InsightModel, Shown, Trained
from hub.knowledge.insight.neighbours import Neighbours
from hub.knowledge.insight.new import Market

# Raised when a file of before cannot be read as what it says any more.
FORMAT = 1
MOST_BYTES = 15_000_000
# Whatever a damaged file makes the readers of ZIP, NPY and JSON raise.
_DAMAGED = (
    *(KeyError, ValueError, TypeError, OSError, EOFError, IndexError, OverflowError, MemoryError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, struct.error, SyntaxError),
)
_LOGISTICS = {"again": again.FEATURES, "new": new.FEATURES, "category": categories.FEATURES, "lapse": lapse.FEATURES}


def to_bytes(model: InsightModel) -> bytes:
    """The file of a model."""
    about = {
        "format": FORMAT,
        "articles": list(model.articles.ids),
        "titles": list(model.articles.titles),
        "categories": [list(each) for each in model.articles.categories],
        "logistics": {
            name: {"features": dict(zip(fit.names, fit.weights.tolist(), strict=True)), "bias": fit.bias}
            for name, fit in _fits(model).items()
        },
        "trained": asdict(model.trained),
        "new_standing": model.new_standing,
    }
    held = io.BytesIO()
    arrays = _arrays(model) | {"about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)}
    save: Any = np.savez_compressed  # its stub takes every keyword for the flag
    save(held, **arrays)
    return held.getvalue()


def from_bytes(held: bytes) -> InsightModel:
    """The model in a file. Raises `InsightError` when it is not one, or not whole."""
    try:
        with np.load(io.BytesIO(held), allow_pickle=False) as found:
            arrays = {name: np.asarray(found[name]) for name in found.files}
        about = json.loads(arrays["about"].tobytes())
        if about["format"] != FORMAT:
            raise InsightError(f"the model is of format {about['format']}, and this version reads {FORMAT}")
        model = _model(arrays, about)
        _check(model)
    except _DAMAGED as error:
        raise InsightError(f"the model cannot be read: {type(error).__name__} {error}") from None
    return model


def write(path: Path, held: bytes) -> str:
    """Write it whole, or leave what was there. Returns its SHA-256."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new_file = path.with_suffix(".new")
    with new_file.open("wb") as file:
        file.write(held)
        file.flush()
        os.fsync(file.fileno())
    new_file.replace(path)
    return hashlib.sha256(held).hexdigest()


def _fits(model: InsightModel) -> dict[str, Logistic]:
    return {"again": model.again, "new": model.new, "category": model.category, "lapse": model.lapse}


def _arrays(model: InsightModel) -> dict[str, NDArray[Any]]:
    small = np.float32
    return {
        "category": model.articles.category.astype(np.int32),
        "starts": model.neighbours.starts.astype(np.int64),
        "targets": model.neighbours.targets,
        # Half floats keep three digits: no list of the test orders changed by it.
        "weights": model.neighbours.weights.astype(np.float16),
        "popularity_60": model.popularity_60.astype(small),
        "popularity_14": model.popularity_14.astype(small),
        "log_repeat_share": model.log_repeat_share.astype(small),
        "log_popularity_28": model.market.log_popularity_28.astype(small),
        "trend_14": model.market.trend_14.astype(small),
        "trend_60": model.market.trend_60.astype(small),
        "log_age": model.market.log_age.astype(small),
        "category_popularity": model.category_facts.log_popularity.astype(small),
        "category_nearness": model.category_facts.nearness.astype(small),
        "spent_quartiles": model.spent_quartiles,
    }


def _model(arrays: dict[str, NDArray[Any]], about: dict[str, Any]) -> InsightModel:
    wide = {name: array.astype(np.float64) for name, array in arrays.items() if array.dtype.kind == "f"}
    fits = {name: _logistic(about["logistics"][name], features) for name, features in _LOGISTICS.items()}
    trained = about["trained"] | {"lapse_shown": Shown(about["trained"]["lapse_shown"])}
    return InsightModel(
        articles=Articles(
            tuple(about["articles"]),
            arrays["category"].astype(np.int64),
            tuple(tuple(each) for each in about["categories"]),
            # A model of before has none.
            tuple(about.get("titles", ())),
        ),
        neighbours=Neighbours(
            arrays["starts"].astype(np.int64),
            arrays["targets"].astype(np.int32),
            arrays["weights"].astype(np.float32),
        ),
        popularity_60=wide["popularity_60"],
        popularity_14=wide["popularity_14"],
        log_repeat_share=wide["log_repeat_share"],
        market=Market(*(wide[name] for name in ("log_popularity_28", "trend_14", "trend_60", "log_age"))),
        category_facts=CategoryFacts(wide["category_popularity"], wide["category_nearness"]),
        again=fits["again"],
        new=fits["new"],
        category=fits["category"],
        lapse=fits["lapse"],
        spent_quartiles=wide["spent_quartiles"],
        trained=Trained(**trained),
        new_standing=float(about["new_standing"]),
    )


def _logistic(stored: dict[str, Any], features: tuple[str, ...]) -> Logistic:
    weights = np.array([stored["features"][name] for name in features], dtype=np.float64)
    return Logistic(features, weights, float(stored["bias"]))


def _check(model: InsightModel) -> None:
    """Everything fits together, so that scoring cannot run past an end. Raises `InsightError`."""
    articles, groups = len(model.articles.ids), len(model.articles.categories)
    tables = model.neighbours
    by_article = (model.articles.category, model.popularity_60, model.popularity_14, model.log_repeat_share)
    market = (model.market.log_popularity_28, model.market.trend_14, model.market.trend_60, model.market.log_age)
    fits = all(len(each) == articles for each in (*by_article, *market, model.articles.titles or model.articles.ids))
    fits &= len(tables.starts) == articles + 1 and len(tables.targets) == len(tables.weights) == int(tables.starts[-1])
    fits &= bool((np.diff(tables.starts) >= 0).all()) and (
        not len(tables.targets) or (tables.targets.min() >= 0 and tables.targets.max() < articles)
    )
    fits &= not articles or (model.articles.category.min() >= 0 and model.articles.category.max() < groups)
    fits &= (
        model.category_facts.nearness.shape == (groups, groups) and len(model.category_facts.log_popularity) == groups
    )
    if not fits:
        raise InsightError("the model cannot be read: its arrays do not fit together")
    numbers = (*by_article, *market, tables.weights, *(each.weights for each in _fits(model).values()))
    if not all(np.isfinite(each).all() for each in numbers):
        raise InsightError("the model cannot be read: it holds numbers that are none")
