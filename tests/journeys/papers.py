"""Scans to import, and eyes for the papers that the programs make."""
import os
import re
import subprocess

FONT = "Noto-Sans-CJK-SC"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]}: {done.stderr.strip()[:400]}")
    return done.stdout


def make_scans(folder):
    """A photograph on its side, a second page, and a PDF of two pages; names in ASCII and Chinese."""
    os.makedirs(folder, exist_ok=True)
    made = {}
    for name, size, words in (("page-1", "1700x1200", "1"), ("page-2", "1200x1700", "2"),
                              ("card", "1280x810", "3"), ("corrected", "1200x1700", "4")):
        path = os.path.join(folder, name + ".jpg")
        # Noise makes the file as heavy as a photograph: the queue has something to carry.
        run("convert", "-size", size, "plasma:#f4f1e8-#e4dfd0", "-seed", words,
            "-attenuate", "0.5", "+noise", "Gaussian", "-pointsize", "96", "-fill", "#203040",
            "-gravity", "center", "-annotate", "+0+0", f"DEMO {words}", "-quality", "88", path)
        made[name] = path
    made["pdf"] = os.path.join(folder, "paper.pdf")
    run("convert", made["page-2"], made["corrected"], "-resize", "50%", made["pdf"])
    return made


def pdf_text(path):
    return run("pdftotext", "-layout", path, "-")


def pdf_fonts(path):
    return run("pdffonts", path)


def codes_in(path):
    """What a code reader finds on the first page of a PDF: QR and bar codes."""
    picture = path[:-4] + "-page1"
    run("pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-singlefile", "-png", path, picture)
    found = run("zbarimg", "--quiet", "--raw", picture + ".png")
    os.remove(picture + ".png")
    return found.split()


def must_stand(path, *words):
    """Asserts that the words stand in the PDF as text, line breaks and blanks apart."""
    text = re.sub(r"\s", "", pdf_text(path))
    for word in words:
        if re.sub(r"\s", "", word) not in text:
            raise AssertionError(f"{path} does not say {word!r}; it says:\n{pdf_text(path)[:1500]}")
