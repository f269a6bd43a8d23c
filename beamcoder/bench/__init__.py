"""`beamcoder bench`: how fast this installation is on this machine.

peers/    The engines that people would use instead, and ours, doing the same search in turn
command   `beamcoder bench`: key presses through the real server, crowds, starts, memory,
          runtimes
crowd     Many clients on one server: everybody types at once, and nobody is forgotten or mixed
          up
editor    An editor as plain as can be: documents, a cursor in each, and questions, over two
          streams
goals     GOALS: what a key press may cost at most, and by how much a measurement keeps or
          misses it
host      The real server in a process of its own, on stdio or on TCP, and what it costs
keys      What a key press costs: stretches of files typed again, key by key, through the real
          server
limits    What this machine allows at best for one decoder step, and how far from it ours is
measure   The whole benchmark, one measurement after the other, as one JSON object
page      PAGE: docs/performance.md, made of what `measure` found. Nothing is measured here
places    What moving about costs: cursor jumps, pastes, undone pastes, and many open documents
plain     The decoder in plain numpy, single precision: the yardstick for the runtimes
plots     PLOTS of docs/performance.md: what a key costs by the length of the file, clients,
          beams
runtimes  One beam search by each runtime: the same pieces, the same steps, one thread, one
          process
shares    Which part of the keys is answered without the model, and whether that is what it
          would say
starts    What a start costs: the real command in a process of its own, Python and all
summary   The figures of a benchmark as lines for a terminal
texts     What is typed in a benchmark: stretches of real files, each with the text around it
widths    What a key costs by the width of the beam: asked of the engine itself, for no editor
          sets it
"""
