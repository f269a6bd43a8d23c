"""`beamcoder bench`: speed of this installation on this machine.

npi/      `beamcoder npi bench`: steps a second and long inputs of learned programs
peers/    Engines that people would use instead, and ours, on the same search
wire/     Clients of a server, and the server's process: what stands at both ends of the wire
command   `beamcoder bench`: options, output as lines, JSON or the page of speeds
crowd     Latency and correctness with many clients on one server
goals     Latency goals, and the distance of a measurement from each
keys      Latency of key presses while parts of real files are typed again
leaving   Memory of a server after many clients have left, and its fairness under a flood
limits    Lower bounds of one decoder step on this machine, next to ours
measure   The whole benchmark, one measurement after the other, as one JSON object
page      Writer of docs/performance.md from the saved measurements
places    Latency of cursor jumps, pastes, undone pastes and many open documents
plain     The decoder in plain numpy, single precision: the yardstick of the runtimes
plots     Plots of docs/performance.md: latency by file length, clients and beams
runtimes  Latency of one fixed beam search on each runtime
shares    Share of key presses answered without the network, and agreement with it
starts    Start-up time of the command `beamcoder serve`
summary   Figures of a benchmark as lines for a terminal
texts     Parts of real files that a benchmark types, each with the text around it
widths    Latency of a key press by beam width, measured at the engine
"""
