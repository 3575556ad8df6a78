"""Where [[facts]] of shop.toml name what nobody may keep: the hub would not start with them."""

from hub.ground.errors import SensitiveListError
from hub.ground.shop.check import Disagreements, ShopInPlace
from hub.ground.shop.file import Wrong
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.customers.traits import WHAT_TO_DO, sensitive_facts


def check_by_sensitive(place: ShopInPlace) -> Disagreements:
    """Each fact that is sensitive, by its line."""
    try:
        sensitive = load_sensitive_products(place.settings.of(CustomerSettings).sensitive_products)
    except SensitiveListError as error:
        return Disagreements(notes=(f"{error} The facts were not compared with the list of what is sensitive.",))
    keys = [each.key for each in place.file.facts]
    wrong: list[Wrong] = [
        (("facts", keys.index(key)), f'{key}: "{named}" {WHAT_TO_DO}')
        for key, named in sensitive_facts((each.fact() for each in place.file.facts), sensitive)
    ]
    return Disagreements(errors=tuple(wrong))
