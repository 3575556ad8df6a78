"""The tables of calibration, and what of people is in them."""

from hub.ground.holdings import Holding
from hub.ground.part import Tables

SCHEMA = {
    "create_calibrations": """
        CREATE TABLE calibrations (
            number INTEGER PRIMARY KEY AUTOINCREMENT, how TEXT NOT NULL, made_ms INTEGER NOT NULL, who TEXT,
            source TEXT NOT NULL, findings TEXT NOT NULL, score TEXT NOT NULL, undone_ms INTEGER
        );
        CREATE TABLE calibration_changes (id INTEGER PRIMARY KEY CHECK (id = 1), changes INTEGER NOT NULL);
        INSERT INTO calibration_changes VALUES (1, 0)
    """
}
HOLDINGS = (
    Holding(
        table="calibrations",
        what="who walked the store to calibrate it, as they named themselves",
        why="asking them when a calibration looks wrong (legitimate interest)",
        column="who",
        time="made_ms",
        keep_days=365,
        of_staff=True,
        not_personal_because="about whoever calibrated, never about a customer",
    ),
    Holding(
        table="calibrations",
        what="how strong radio is at places of the store",
        why="knowing where people are; nothing about anybody",
        until="the store's data folder is removed",
        not_personal_because="levels at places",
    ),
)
TABLES = Tables(
    schemas={"calibrations": SCHEMA},
    holdings=HOLDINGS,
    not_personal={"calibration_changes": "one number: how often calibrations have changed"},
)
