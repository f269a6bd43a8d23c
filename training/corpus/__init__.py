"""`beamcoder corpus`: sources to a folder of JSON lines, without duplicates or reserved problems.

build        From sources to a corpus folder: collect, divide, drop copies, join statements,
             write
catalogue    What Codeforces calls its problems: ids by title, by round and letter, and twins of
             divisions
cleaning     What is kept of a Java file, and why the rest is dropped
collect      Sources to clean records, in worker processes, kept on disk so that a rerun goes on
command      `beamcoder corpus`: build a corpus from repositories, and write a split as plain
             files
cph_notes    addresses that the editor extension Competitive Programming Helper keeps
duplicates   Which files say the same: equal token streams, or 7-grams with a Jaccard similarity
             >= 0.8
files        A split of a corpus as plain Java files, one folder an author
fingerprint  Fingerprints of a file's tokens: one for exact copies, one for near copies
git          A git repository, bare or not, read through `git` itself and never checked out
output       The corpus folder: what it holds, how it is written and read again
problems     Which problem a file solves: an id from its path or from an address in its text
progress     What a person sees while a corpus is built: a bar on a terminal, plain lines
             elsewhere
reading      Files out of a folder, a zip file or a git repository, one after another, in one
             fixed order
records      A file as the corpus keeps it: cleaned, recognised and fingerprinted, in batches by
             workers
report       The report of a corpus as a page people read: tables of counts, then what was
             broken
sources      Which repositories a corpus is made of, and where they lie on this machine
splits       Walls between training, validation and test: no author and no problem on two sides
statements   Problem statements by problem id, cleaned to plain text by `tokenizer.statement`
storage      Files written whole or not at all, and one sentence when a disk is full
tree         What folders, zip files and repositories have in common: entries, and their bytes
"""
