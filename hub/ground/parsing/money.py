"""Amounts as tills write them become integers of the currency's smallest unit. Never through a float, never rounded.

But for the last digits that a program leaves behind which added floats: 59.97000000000001 is 59.97.
"""

from decimal import Decimal

from hub.ground.parsing.numbers import DecimalSign, decimal_point, read_decimal, without_noise

# Nobody sells anything for more in a shop, and SQLite's integers end at 9.2e18.
MOST_MINOR = 10**15
MOST_DIGITS = 15
# ISO 4217 (List One, active codes of countries), by how many digits stand behind the point.
_EXPONENT_0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_EXPONENT_3 = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENT_2 = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP"
    " CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR"
    " JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN"
    " NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP"
    " SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"
)
EXPONENTS: dict[str, int] = {
    currency: exponent
    for exponent, currencies in ((2, _EXPONENT_2), (0, _EXPONENT_0), (3, _EXPONENT_3))
    for currency in currencies.split()
}


def minor_units(amount: str | float | Decimal, currency: str, sign: DecimalSign | None = None) -> int:
    """The amount in minor units; `sign` is the declared decimal sign. Raises `ValueError` for what is none in it."""
    exponent = EXPONENTS.get(currency)
    if exponent is None:
        raise ValueError("the currency is not one of ISO 4217")
    sign = sign or (decimal_point(amount) if exponent == 3 else None)
    number = without_noise(read_decimal(amount, sign), exponent)
    if number.adjusted() > MOST_DIGITS or abs(minor := number.scaleb(exponent)) > MOST_MINOR:
        raise ValueError("more money than there is")
    if minor != minor.to_integral_value():
        raise ValueError("more digits than the currency has")
    return int(minor)


def written(minor: int, currency: str) -> str:
    """Minor units as a decimal number: 24900 of DKK are "249.00"."""
    return str(Decimal(minor).scaleb(-EXPONENTS[currency]))
