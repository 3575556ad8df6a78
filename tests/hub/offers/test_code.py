"""Codes: nobody guesses one, a slip is told, and what looks alike is forgiven."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from hub.service.offers.code import ALPHABET, THROWN, forgiven, is_whole, key_of, new_code


@given(st.data())
def test_one_wrong_letter_or_two_swapped_are_told(data: st.DataObject) -> None:
    key = key_of(new_code())
    assert is_whole(key)
    place = data.draw(st.integers(0, THROWN))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda each: each != key[place]))
    assert not is_whole(key[:place] + other + key[place + 1 :])


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
