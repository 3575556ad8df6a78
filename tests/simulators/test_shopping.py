"""Who comes to the simulated store buys what they ride, the same with every run of a seed."""

from simulators.catalogue import CATALOGUE
from simulators.people import MEMBERS
from simulators.shopping import BUYS_SHARE, basket_of


def test_a_member_buys_of_their_own_disciplines_alone_in_every_other_visit() -> None:
    baskets = {(member.ref, visit): basket_of(member, 7, visit) for member in MEMBERS for visit in range(200)}
    for member in MEMBERS:
        rides = {discipline for discipline, _ in member.taste}
        bought = [product for visit in range(200) for product in baskets[member.ref, visit]]
        assert {product.line for product in bought} <= rides
    share = sum(bool(basket) for basket in baskets.values()) / len(baskets)
    assert abs(share - BUYS_SHARE) < 0.05
    assert set().union(*baskets.values()) == set(CATALOGUE)
    assert baskets == {(ref, visit): basket_of(member, 7, visit) for (ref, visit) in baskets
                       for member in MEMBERS if member.ref == ref}  # fmt: skip


def test_a_till_of_another_seed_sells_other_things() -> None:
    assert [basket_of(MEMBERS[0], 1, n) for n in range(20)] != [basket_of(MEMBERS[0], 2, n) for n in range(20)]
