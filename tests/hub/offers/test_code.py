"""Codes: nobody guesses one, a slip is told, and what looks alike is forgiven."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from hub.service.offers.code import ALPHABET, THROWN, check_letter, forgiven, is_whole, key_of, new_code

LETTERS = st.sampled_from(ALPHABET)


@given(st.lists(LETTERS, min_size=THROWN, max_size=THROWN), st.integers(0, THROWN), LETTERS)
def test_one_wrong_letter_is_told(thrown: list[str], place: int, other: str) -> None:
    begins = "".join(thrown)
    key = begins + check_letter(begins)
    assert is_whole(key)
    assert is_whole(key[:place] + other + key[place + 1 :]) == (other == key[place])


def test_it_is_read_however_it_is_written_down() -> None:
    code = new_code()
    assert key_of(f" {code.lower().replace('-', ' ')} ") == key_of(code)
    assert forgiven("O0IL1") == "00111"
    assert not {"O", "I", "L", "U"} & set(ALPHABET)


def test_ten_thousand_guesses_find_none_of_ten_thousand() -> None:
    made = {key_of(new_code()) for _ in range(10_000)}
    assert len(made) == 10_000
    guesses = ("".join(secrets.choice(ALPHABET) for _ in range(THROWN + 1)) for _ in range(10_000))
    assert not made & set(guesses)
