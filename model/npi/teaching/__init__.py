"""Teaching by showing: programs from a person's demonstrations, with questions where unsure.

coverage        How much of what can arise was shown, is extrapolated, is unknown; source of it
lesson          Demonstrations and answers of a person, and the first moment that nothing decides
narrow_program  What a taught program looks at: the fewest fields that tell apart what was shown
performance     A policy on an environment step by step, until it ends or does not know what to do
rules           What was shown, and every simple rule that agrees with it: a version space
"""
