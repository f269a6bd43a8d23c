"""`beamcoder corpus`: from sources to a folder without duplicates or reserved problems.

problems/    Problem ids of the corpus' files, from paths, addresses and tables
build        Build of a corpus folder: collect, divide, drop copies, join statements, write
cleaning     Cleaning of a Java file, and the reasons why one is dropped
collect      Records from sources, in worker processes, kept on disk for a rerun
command      `beamcoder corpus`: a corpus from repositories, and a split as plain files
duplicates   Duplicates: equal token streams, or 7-grams with a Jaccard similarity >= 0.8
files        A split of a corpus as plain Java files, one folder an author
fingerprint  Fingerprints of a file's tokens, for exact and for near copies
git          A git repository, bare or not, read through `git` without a checkout
output       The corpus folder: its files, written and read
progress     Progress of a corpus build, stage by stage
reading      Files of a folder, a zip file or a git repository, in one fixed order
records      Records of the corpus: a file cleaned, recognised and fingerprinted
report       Report of a corpus: tables of counts, and what could not be read
sources      Repositories that a corpus is made of, and their places on this machine
splits       Splits for training, validation and test, with no author or problem on two sides
statements   Problem statements by problem id, as plain text
storage      JSON files of a corpus
tree         Common form of folders, zip files and repositories: entries and their bytes
"""
