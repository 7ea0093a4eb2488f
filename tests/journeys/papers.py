"""Scans to import, and eyes for the papers that the programs make."""
import os
import re
import subprocess


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
        run("convert", "-size", size, "xc:#f4f1e8", "-seed", words,
            "-attenuate", "0.5", "+noise", "Gaussian", "-pointsize", "96", "-fill", "#203040",
            "-gravity", "center", "-annotate", "+0+0", f"DEMO {words}", "-quality", "88", path)
        made[name] = path
    made["pdf"] = os.path.join(folder, "paper.pdf")
    write_pdf(made["pdf"], [(made["page-2"], 1200, 1700), (made["corrected"], 1200, 1700)])
    return made


def write_pdf(path, pages):
    """A PDF whose pages are JPEG files: [(file, width, height)], as a scanner writes it."""
    kids = " ".join(f"{3 + 3 * i} 0 R" for i in range(len(pages)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()]
    for i, (file, width, height) in enumerate(pages):
        with open(file, "rb") as picture:
            jpeg = picture.read()
        first = 3 + 3 * i
        drawing = b"q 595 0 0 842 0 0 cm /I Do Q"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 1} 0 R "
            f"/Resources << /XObject << /I {first + 2} 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n" % len(drawing) + drawing + b"\nendstream",
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB "
            b"/BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n"
            % (width, height, len(jpeg)) + jpeg + b"\nendstream"]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += (b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table +
            b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(objects) + 1, len(out)))
    with open(path, "wb") as file:
        file.write(out)


def pdf_text(path):
    return run("pdftotext", "-layout", path, "-")


def fonts_are_embedded(path):
    """Every font of the PDF travels in it: it reads the same on any machine."""
    fonts = [line.split() for line in run("pdffonts", path).splitlines()[2:]]
    return bool(fonts) and all(columns[-5] == "yes" for columns in fonts)


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
