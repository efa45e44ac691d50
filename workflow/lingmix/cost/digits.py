"""Numbers as a person reads them."""

from __future__ import annotations

from decimal import Decimal


def two_digits(number: float) -> str:
    """Two digits, but all of a whole number that has more; never a power of ten.

    >>> [two_digits(number) for number in (0.00004, 0.0312, 9.94, 9.96, 99.7, 2315.4)]
    ['0.00004', '0.031', '9.9', '10', '100', '2,315']
    """
    return f"{Decimal(f'{number:.2g}'):f}" if number < 9.95 else f"{number:,.0f}"
