"""Fall Line: what a student of the course installs.

    from fallline import check, hint

``check(softmax)`` says what is right, what is wrong, and which well-known mistake it is; ``hint(softmax)`` helps on.
"""

from fallline.checking import check, hint
from fallline.words import check_words

__version__ = "0.1.0"
__all__ = ["check", "check_words", "hint"]
