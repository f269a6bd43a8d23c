"""The forms of javaCorpus's tokens: literals that are kept, and those that are not."""

import json

from hypothesis import strategies as st

from beamcoder.model.proposal import ModelInfo
from beamcoder.training.evaluation.public.literals import Literals

KEPT = {"str": ["U+0020", "U+002C", "name", "\\n"], "num": ["0", "1", "0x00"], "char": ["a", ":"]}
LITERALS = Literals.parse(json.dumps(KEPT))
INFO = ModelInfo("scripted", 0, "0" * 64)


def words(text: str) -> list[str]:
    return text.split()


FORMS = [
    *('"<STR_LIT>"', '"<STR_LIT:name>"', '"<STR_LIT:U+0020>"', '"<STR_LIT:U+002C>"'),
    *("<NUM_LIT>", "<NUM_LIT:0>", "<NUM_LIT:0x00>", "'<CHAR_LIT>'", "'<CHAR_LIT:a>'"),
    *("'<CHAR_LIT::>'", "'<STR_LIT>'", "'<STR_LIT:\\n>'"),
]
CODE = [
    *words("{ } ( ) [ ] ; , . = + < > >> : ? -> @ if else for while do case default return"),
    *words("class interface int final catch new break a b Override value"),
]
tokens = st.lists(st.sampled_from(FORMS + CODE), max_size=60)
