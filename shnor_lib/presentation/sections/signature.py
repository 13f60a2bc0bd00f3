"""The compiler's signature: a post and places to sign, between the report and its appendices."""

from shnor_lib.edition import Edition
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import Section

#: Underscores are escaped, since Markdown would take them for a line of its own.
PLACE_TO_SIGN = r"\_" * 16 + " / " + r"\_" * 20 + " /"
DATE_TO_FILL = r"«\_\_» " + r"\_" * 18 + " г."


def signature(edition: Edition) -> Text:
    """Return the line that the compiler signs, with the post that the params name."""
    post = edition.params.look.compiled_by
    return Text("**Составитель**\\\n" + " ".join(filter(None, [post, PLACE_TO_SIGN, DATE_TO_FILL])))


SECTION = Section(id="signature", title="", kind="untitled", commented=False, parts=(signature,))
