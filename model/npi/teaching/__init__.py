"""Teaching by showing: programs from a person's demonstrations, with questions where unsure.

coverage        How much of what can arise was shown, is extrapolated, is unknown; source of it
desk            The façade for the page: plain objects in, plain objects out
lesson          Demonstrations and answers of a person, and the first moment that nothing decides
messages        What the page sends, read with limits, and what it gets, as JSON
narrow_program  What a taught program looks at: the fewest fields that tell apart what was shown
performance     A policy on an environment step by step, until it ends or does not know what to do
pictures        Environments of the built-in tasks as rows of cells with pointers
rules           What was shown, and every simple rule that agrees with it: a version space
"""
