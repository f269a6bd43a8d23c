"""Answers of the search: what was found, and how far it answers the query.

answer      Answers: hits with their places, why they are there, and the lines to be seen
doubt       Doubt that a query is answered: no such name, no such word, nothing near
source      Source of a hit: the whole of a function, and the functions beside it that it needs
vector_map  Map of vectors in the plane: a query, what was found for it, and its neighbours
"""
