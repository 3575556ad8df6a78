"""How often a PIN may be guessed, and that nobody can lock a shop out by it."""

import asyncio
from pathlib import Path

import httpx
import pytest
from whole_hub import open_shop

from hub.ground.database import Database, open_database
from hub.ground.web.may import Role
from hub.ground.web.refused import Refused
from hub.trust.accounts.people import FROM_THE_BOX, Person
from hub.trust.accounts.pins import PinHashes, is_weak, new_pin
from hub.trust.accounts.tables import TABLES
from hub.trust.accounts.wrong_pins import (
    DEVICE_SECONDS,
    DEVICE_WRONG,
    PAIR_LOCKED,
    PAIR_WAIT_SECONDS,
    PAIR_WAITS,
    PERSON_SECONDS,
    PERSON_WRONG,
    STORE_WRONG,
    Lock,
    Locked,
    WrongPins,
)
from simulators.colleague import sign_in_by_pin
from wire.clock import Clock

WRONG = "no-digits"


class Hands(Clock):
    """Turned by hand."""

    def __init__(self) -> None:
        super().__init__()
        object.__setattr__(self, "anchor", 1_800_000_000.0)

    def turn(self, seconds: float) -> None:
        object.__setattr__(self, "anchor", self.anchor + seconds)

    def wall(self) -> float:
        return self.anchor

    def mono(self) -> float:
        return self.anchor - 1_000_000


async def guess(client: httpx.AsyncClient, person: Person, pin: str = WRONG) -> str:
    answer = await sign_in_by_pin(client, person.id, pin)
    return "in" if answer.status_code == 200 else answer.json()["code"]


def note(wrong: WrongPins, person: str, device: str) -> None:
    wrong.was_wrong(wrong.begin(person, device))


async def test_a_pin_is_tried_twenty_times_on_a_handheld(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        till, other = await shop.enrolled_handheld("Till 1"), await shop.enrolled_handheld("Till 2")
        maja, jonas = shop.person("Maja"), shop.person("Jonas", Role.ASSOCIATE)
        pins = {each.id: shop.sign_in.give_pin(each, FROM_THE_BOX) for each in (maja, jonas)}
        said = [await guess(till, jonas) for _ in range(20)]
        assert said == ["pin_wrong"] * PAIR_WAITS + ["pin_wait"] * (20 - PAIR_WAITS)
        # Also the right one is not looked at now: otherwise it would be found by asking on.
        assert await guess(till, jonas, pins[jonas.id]) == "pin_wait"
        # They go on elsewhere, and the handheld serves others.
        assert await guess(other, jonas, pins[jonas.id]) == "in"
        assert await guess(till, maja, pins[maja.id]) == "in"
        seen = (await till.get("/api/fleet")).json()["sign_in"]
        assert seen["wrong_pins_last_day"] == PAIR_WAITS


async def test_fifty_guesses_that_are_sent_at_once_are_no_fifty_guesses(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        till, jonas = await shop.enrolled_handheld("Till 1"), shop.person("Jonas", Role.ASSOCIATE)
        pin = shop.sign_in.give_pin(jonas, FROM_THE_BOX)
        said = await asyncio.gather(*(guess(till, jonas) for _ in range(50)))
        assert sorted(said) == ["pin_wait"] * (50 - PAIR_WAITS) + ["pin_wrong"] * PAIR_WAITS
        assert await guess(till, jonas, pin) == "pin_wait"
        # A whole team that comes in at once, each with the right one, is held up by nobody's.
        team = [shop.person(f"Colleague {number}", Role.ASSOCIATE) for number in range(12)]
        pins = [shop.sign_in.give_pin(each, FROM_THE_BOX) for each in team]
        tills = [await shop.enrolled_handheld(f"Till {number}") for number in range(12)]
        assert await asyncio.gather(*map(guess, tills, team, pins)) == ["in"] * 12
        assert shop.sign_in.wrong.last_day() == PAIR_WAITS


async def test_a_pin_that_is_replaced_while_it_is_looked_at_opens_nothing(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        till, jonas = await shop.enrolled_handheld(), shop.person("Jonas", Role.ASSOCIATE)
        old = shop.sign_in.give_pin(jonas, FROM_THE_BOX)
        [device] = shop.sign_in.handhelds.all()
        looking = asyncio.create_task(shop.sign_in.by_pin(device, jonas.id, old))
        await asyncio.sleep(0)
        new = shop.sign_in.give_pin(jonas, FROM_THE_BOX)
        with pytest.raises(Refused):
            await looking
        assert await guess(till, jonas, new) == "in"


async def test_after_ten_a_manager_unlocks_and_it_outlives_a_restart(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        jonas, till = shop.person("Jonas", Role.ASSOCIATE), await shop.enrolled_handheld("Till 1")
        pin = shop.sign_in.give_pin(jonas, FROM_THE_BOX)
        device = shop.sign_in.handhelds.all()[0].device
        for _ in range(PAIR_LOCKED):
            note(shop.sign_in.wrong, jonas.id, device)
    async with open_shop(tmp_path) as again:
        client = again.client()
        client.auth = till.auth
        assert await guess(client, jonas, pin) == "pin_pair"
        manager = await again.handheld("Maja")
        [seen] = [each for each in (await manager.get("/api/people")).json() if each["name"] == "Jonas"]
        assert seen["locked_on"] == ["Till 1"]
        assert (await manager.post(f"/api/people/{jonas.id}/unlock")).status_code == 204
        assert await guess(client, jonas, pin) == "in"
        assert "unlocked" in {each["change"] for each in (await manager.get("/api/people/changes")).json()}


async def test_somebody_unknown_removed_or_wrong_is_answered_alike(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        till, gone = await shop.enrolled_handheld(), shop.person("Gone", Role.ASSOCIATE)
        shop.person("Maja")
        pin = shop.sign_in.give_pin(gone, FROM_THE_BOX)
        shop.sign_in.remove(gone, FROM_THE_BOX)
        bodies = [
            (await sign_in_by_pin(till, who, what)).json()
            for who, what in ((gone.id, pin), ("person-nobody", pin), (shop.person("Maja").id, WRONG))
        ]
        assert bodies[0] == bodies[1] == bodies[2]


@pytest.fixture
def wrong(tmp_path: Path, clock: Hands) -> WrongPins:
    return WrongPins(_database(tmp_path), clock)


@pytest.fixture
def clock() -> Hands:
    return Hands()


def test_five_cost_five_minutes_and_the_next_five_a_manager(wrong: WrongPins, clock: Hands) -> None:
    for _ in range(PAIR_WAITS):
        assert wrong.lock("maja", "till") is None
        note(wrong, "maja", "till")
    assert wrong.lock("maja", "till") == Locked(Lock.WAIT, PAIR_WAIT_SECONDS)
    clock.turn(PAIR_WAIT_SECONDS)
    for _ in range(PAIR_LOCKED - PAIR_WAITS):
        assert wrong.lock("maja", "till") is None
        note(wrong, "maja", "till")
        clock.turn(PAIR_WAIT_SECONDS)
    assert wrong.lock("maja", "till") == Locked(Lock.PAIR, 0)
    clock.turn(10 * PERSON_SECONDS)
    assert wrong.lock("maja", "till") == Locked(Lock.PAIR, 0)
    assert wrong.lock("maja", "other") is None
    assert wrong.lock("jonas", "till") is None


def test_a_right_one_clears_its_own_pair_alone(wrong: WrongPins) -> None:
    for device in ("till", "other"):
        for _ in range(PAIR_WAITS):
            note(wrong, "maja", device)
    wrong.was_right(wrong.begin("maja", "till"))
    assert wrong.lock("maja", "till") is None
    assert wrong.lock("maja", "other")


def test_a_device_and_a_person_have_budgets_of_their_own(wrong: WrongPins, clock: Hands) -> None:
    for number in range(DEVICE_WRONG):
        note(wrong, f"person-{number}", "till")
    assert wrong.lock("maja", "till") == Locked(Lock.DEVICE, DEVICE_SECONDS)
    assert wrong.lock("maja", "other") is None
    for number in range(PERSON_WRONG):
        note(wrong, "jonas", f"device-{number}")
    assert wrong.lock("jonas", "new") == Locked(Lock.PERSON, PERSON_SECONDS)
    clock.turn(DEVICE_SECONDS)
    assert wrong.lock("maja", "till") is None


def test_a_store_in_which_somebody_guesses_is_slowed_and_never_refused(wrong: WrongPins) -> None:
    assert wrong.delay_seconds() == 0
    for number in range(STORE_WRONG):
        note(wrong, f"person-{number}", f"device-{number}")
    assert wrong.delay_seconds() == 1
    assert wrong.lock("maja", "till") is None


def test_a_clock_that_jumps_over_a_restart_lengthens_no_lock_beyond_its_own_length(
    tmp_path: Path, clock: Hands
) -> None:
    db = _database(tmp_path)
    before = WrongPins(db, clock)
    for _ in range(PAIR_WAITS):
        note(before, "maja", "till")
    clock.turn(-24 * 3600)
    after = WrongPins(db, clock)
    assert after.lock("maja", "till") == Locked(Lock.WAIT, PAIR_WAIT_SECONDS)


def test_pins_are_given_and_never_weak() -> None:
    for weak in ("111111", "123456", "987654", "890123", "121212", "123123", "123321", "112211"):
        assert is_weak(weak), weak
    given = {new_pin() for _ in range(300)}
    assert len(given) > 290
    assert all(len(each) == 6 and each.isdigit() and not is_weak(each) for each in given)


async def test_a_copy_of_the_database_without_the_pepper_is_worth_no_pin() -> None:
    kept = PinHashes(b"a" * 32).hash("493027")
    assert await PinHashes(b"a" * 32).is_right("493027", kept)
    assert not await PinHashes(b"b" * 32).is_right("493027", kept)
    assert not await PinHashes(b"a" * 32).is_right("493027", None)
    assert not await PinHashes(b"a" * 32).is_right("493027", "no hash")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def _database(folder: Path) -> Database:
    return open_database(folder / "pins.db", TABLES.schemas)
