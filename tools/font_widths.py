"""Writes src/plot/text_widths.rs: advance widths of Inter 400, 600 and 700 in thousandths of an em.

Needs fontTools; run from the folder that holds `static/` when the fonts change.
"""
from fontTools.ttLib import TTFont

LATIN = list(range(0x20, 0x7F)) + list(range(0xA0, 0x180))
EXTRA = [0x2009, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x202F, 0x20AC, 0x2212]

out = [
    "//! Advance widths of Inter in thousandths of an em, made by `tools/font_widths.py` from `static/fonts/`.",
    "",
    "/// Widths of one weight: printable ASCII from U+0020, Latin-1 and Latin Extended-A from U+00A0.",
    "pub(super) struct Widths {",
    "    pub ascii: [u16; 95],",
    "    pub latin: [u16; 224],",
    "}",
    "",
]
for weight in (400, 600, 700):
    font = TTFont(f"static/fonts/inter-latin-{weight}-normal.ttf")
    cmap, metrics, units = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    def width(code):
        base = code if code in cmap else None
        if base is None and code >= 0xA0:
            import unicodedata
            d = unicodedata.decomposition(chr(code)).split()
            base = int(d[0], 16) if d and not d[0].startswith("<") and int(d[0], 16) in cmap else None
        return round(metrics[cmap[base]][0] * 1000 / units) if base is not None else 610
    ascii_row = ", ".join(str(width(c)) for c in range(0x20, 0x7F))
    latin_row = ", ".join(str(width(c)) for c in range(0xA0, 0x180))
    out += [f"pub(super) static INTER_{weight}: Widths = Widths {{", f"    ascii: [{ascii_row}],", f"    latin: [{latin_row}],", "};", ""]
    print(weight, [(hex(c), width(c), c in cmap) for c in EXTRA])
open("src/plot/text_widths.rs", "w").write("\n".join(out))
