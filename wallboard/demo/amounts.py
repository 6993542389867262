"""How the contract writes an amount."""


def yuan(fen: int) -> str:
    """An amount that is not negative as a decimal string with two digits."""
    return f"{fen // 100}.{fen % 100:02d}"
