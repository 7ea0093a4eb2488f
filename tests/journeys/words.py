"""The program's own words in Chinese, looked up by their English source as the program does."""
import gettext
import os

_catalogue = gettext.NullTranslations()


def load(program_folder):
    global _catalogue
    path = os.path.join(program_folder, "../share/jiujin/locale/zh_CN/LC_MESSAGES/jiujin.mo")
    with open(path, "rb") as file:
        _catalogue = gettext.GNUTranslations(file)


def T(english, *values):
    """Asserts that there is a translation: a missing one would hide a missing label."""
    text = _catalogue.gettext(english)
    assert text != english or not english.isascii() or english == "PDF", f"not translated: {english}"
    for i, value in enumerate(values):
        text = text.replace("{%d}" % i, value)
    return text
