"""Personal data as shown by default (个人信息掩码): enough to recognise, too little to misuse."""

SHOWN_OF_ADDRESS = 6


def name(text: str | None) -> str | None:
    """``张**``: the first character only."""
    return f"{text[0]}**" if text else None


def address(text: str | None) -> str | None:
    """The first characters, which name province and city."""
    if not text:
        return None
    return f"{text[:SHOWN_OF_ADDRESS]}****" if len(text) > SHOWN_OF_ADDRESS else f"{text[:1]}****"
