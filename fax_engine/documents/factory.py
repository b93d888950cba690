"""The cover pages that a unit leaves the factory with; `python -m fax_engine.documents.factory` draws them anew.

Rule: the drawn files are kept beside the code and read as they are, so a unit needs no drawing library to start.
File names: developer guide page 6 and the manual. The pages are of our own making.
"""

from importlib.resources import files

NAMES = ("default.pdf", "mts_template2.pdf", "mts_template3.pdf")


def factory_covers() -> dict[str, bytes]:
    """File name -> template, a PDF with the fields of `cover.CoverFields`."""
    folder = files("fax_engine.documents").joinpath("templates")
    return {name: folder.joinpath(name).read_bytes() for name in NAMES}


def main() -> None:
    """Draw all templates into the folder they are read from."""
    from pathlib import Path

    from fax_engine.documents.cover_designs import draw

    folder = Path(__file__).parent / "templates"
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        (folder / name).write_bytes(draw(name))


if __name__ == "__main__":
    main()
