"""A font that has the letters of a text, made ready to be embedded into a PDF: an installed Chinese one, cut to size.

Only the glyphs of this one document are taken, and outlines that PDF libraries cannot embed (CFF) are converted.
"""

from __future__ import annotations

import hashlib
import io
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

log = logging.getLogger("steward.office")
READERS_OWN = "STSong-Light"  # not embedded: a reader that has Chinese fonts shows it in one of its own
_NAMES = (
    "NotoSansSC-Regular.ttf", "NotoSansSC-Regular.otf", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf",
    "NotoSansCJKtc-Regular.otf", "SourceHanSansSC-Regular.otf", "SourceHanSans-Regular.ttc", "wqy-microhei.ttc",
    "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "NotoSerifCJK-Regular.ttc",
    "msyh.ttc", "msyh.ttf", "simsun.ttc", "Deng.ttf", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc",
    "Songti.ttc", "Arial Unicode.ttf",
)  # fmt: skip
_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/System/Library/Fonts",
    "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_CHINESE = "sc"  # of a collection: the face with the simplified forms


def usable_font(text: str) -> str:
    """The name under which reportlab now knows a font for this text. The machine's own when one has every letter."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    file = installed()
    letters = "".join(sorted({*text, *"0123456789-: "}))
    name = "own-" + hashlib.sha256(letters.encode()).hexdigest()[:16]
    if file is not None:
        try:
            pdfmetrics.registerFont(TTFont(name, io.BytesIO(cut(file, letters))))
            return name
        except (TTFError, OSError, KeyError, ValueError, AssertionError, ImportError) as error:
            log.warning("a font cannot be embedded: %s", type(error).__name__)
    pdfmetrics.registerFont(UnicodeCIDFont(READERS_OWN))
    return READERS_OWN


def forget(name: str) -> None:
    """A font cut for one document is of no use to the next."""
    from reportlab.pdfbase import pdfmetrics

    if name != READERS_OWN:
        pdfmetrics._fonts.pop(name, None)


@lru_cache(maxsize=1)
def installed() -> Path | None:
    """A Chinese font of this machine."""
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        home = Path(folder).expanduser()
        if home.is_dir():
            for file in home.rglob("*"):
                found.setdefault(file.name, file)
    return next((found[name] for name in _NAMES if name in found), None)


def cut(file: Path, letters: str) -> bytes:
    """A TrueType font with these letters and no others."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font: Any = TTFont(file, fontNumber=_face(file), lazy=True)
    options = Options()
    options.layout_features, options.name_IDs, options.notdef_outline = [], [1, 2, 3, 4, 6], True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    if "glyf" not in font:
        _to_quadratic(font)
    # Each cut is a font of its own: PDF libraries keep what they know of one under its name.
    own = "Own" + hashlib.sha256(letters.encode()).hexdigest()[:16]
    for record in font["name"].names:
        record.string = own
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _face(file: Path) -> int:
    """Which font of a collection: the one for simplified Chinese, else the first."""
    from fontTools.ttLib import TTCollection

    if file.suffix.lower() != ".ttc":
        return -1
    with TTCollection(file, lazy=True) as faces:
        names = [str(face["name"].getDebugName(4) or "").casefold() for face in faces.fonts]
    return next((n for n, name in enumerate(names) if f" {_CHINESE}" in name), 0)


def _to_quadratic(font: Any) -> None:
    """CFF outlines as TrueType ones, half a unit near; as fontTools' own example does it."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, max_err=0.5, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    if hasattr(font["glyf"], "_reverseGlyphOrder"):
        del font["glyf"]._reverseGlyphOrder
    for table in ("CFF ", "CFF2"):
        if table in font:
            del font[table]
    for name, outline in outlines.items():
        outline.recalcBounds(font["glyf"])
        width, _ = font["hmtx"][name]
        font["hmtx"][name] = (width, getattr(outline, "xMin", 0))
    maxp = newTable("maxp")
    maxp.tableVersion = 0x00010000
    for field in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    maxp.numGlyphs = len(order)
    font["maxp"] = maxp
    font["post"].formatType = 2.0
    font["post"].extraNames, font["post"].mapping = [], {}
    font["post"].glyphOrder = order
    font.sfntVersion = "\x00\x01\x00\x00"
