"""What people type, as the readers of values want it: only signs that can be seen, and of each only one sort.

A number that is copied from contacts, from a bank or from a web page brings signs along that nobody sees or
tells apart, so that a person cannot put right what a reader refuses. They are taken away once, where an
answer or the argument of a command comes in, and no reader has to think of them. Words for other people stay
as they were written, because a dash, an accent or a joined emoji means something there.
"""

import re
import unicodedata

USUAL = re.compile(r"[\t\n\x20-\x7eА-яЁё№«»°§…‘’“”„–—\N{NO-BREAK SPACE}]*")
"""A text of which nothing is invisible or wide; most texts are."""
ALREADY_PLAIN = re.compile(r"[\x20-\x7eА-яЁё№«»]*")
"""A text of which nothing would change; most values and labels are."""
SELECTORS = re.compile(
    "[\u034f\u115f\u1160\u180b-\u180d\u180f\u20e3\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Signs that are no format characters by Unicode and cannot be seen alone: selectors, fillers, keycaps."""
FULL_WIDTH = range(0xFF01, 0xFF5F)
TO_ASCII = 0xFEE0
"""How far a sign of the wide kind is from the usual one."""
MATHEMATICAL = range(0x1D400, 0x1D800)
"""Bold, cursive and other letters and digits that some keyboards offer."""

KEYCAP = re.compile("(?<![0-9\u20e3])([0-9])\ufe0f?\u20e3(?=\\s)")
"""A digit on a key that stands alone: it numbers what follows."""
LINE_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
SPACES = re.compile(r"[^\S\n]|\N{BRAILLE PATTERN BLANK}")
DASHES = re.compile("[‐‑‒–—―⁃−⸺⸻﹘﹣]")
APOSTROPHES = re.compile("[‘’‛ʹʻʼʽ´′]")


def visible(text: str) -> str:
    """Drop what cannot be seen; write wide signs, and digits of any script, as the usual ones.

    Spaces and line ends stay, and so do raised and lowered digits, because «5²» is not 52.
    """
    return text if USUAL.fullmatch(text) else "".join(map(_usual, text))


def _usual(sign: str) -> str:
    code = ord(sign)
    if code in FULL_WIDTH:
        return chr(code - TO_ASCII)
    if code in MATHEMATICAL:
        return unicodedata.normalize("NFKC", sign)
    match unicodedata.category(sign):
        case "Nd":
            return str(unicodedata.decimal(sign))
        case "Cf":
            return ""
        case "Cc":
            return sign if sign.isspace() else ""
    return "" if SELECTORS.match(sign) else sign


def legible(text: str) -> str:
    """Return what :func:`visible` does, with usual spaces and line ends."""
    return SPACES.sub(" ", LINE_ENDS.sub("\n", visible(text)))


def plain(text: str) -> str:
    """Return the text as readers of values take it, without blanks around it.

    Beyond :func:`legible` each kind of dash and apostrophe is the usual one, and a letter with its accent is
    one sign.
    """
    if ALREADY_PLAIN.fullmatch(text):
        return text.strip()
    text = legible(KEYCAP.sub(r"\1)", text))
    text = APOSTROPHES.sub("'", DASHES.sub("-", text))
    return unicodedata.normalize("NFC", text).strip()


def label_key(text: str) -> str:
    """Spell labels of buttons alike, because a person who types one leaves out case, «ё» or quotes."""
    return plain(text).casefold().replace("ё", "е").strip(" .!«»\"'")
