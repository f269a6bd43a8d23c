"""The built-in tasks, one file each: fields, operations, programs, problems, judge.

addition          Two numbers, digit by digit with a carry
binary_search     A value in a sorted list, by halving
brackets          Whether the brackets of a text are balanced
bubble_sort       A list sorted by swapping neighbours
maximum           The largest number of a list
multiplication    Long multiplication by shifted additions
quicksort         A list sorted around pivots
topological_sort  Vertices of a graph without cycles, each before its successors
"""
