"""Speed, size and reliability of the search's index, next to libraries that do the same.

    python -m beamcoder.training.search_speed --in DIR... --page docs/search-index.md

kills    Indexing killed at random moments, and the store that is left
measure  Time and memory of indexing, of queries, and of a first search from a store
names    How often a name is found: as it is, by its humps, with a slip
peers    Text indexes of libraries on the same words and queries
points   Indexing killed at points spread evenly over all that SQLite does
queries  Queries as people write them, out of comments and names
"""
