"""The network as the search calls it: one interface, ONNX Runtime or torch behind it.

batching     Steps of many clients together: continuous batching, over any device that can take
             several
cache        The decoder's memory of a text: keys and values of each position, and where a
             window starts
interface    The one interface between the search and whatever computes the network: encode,
             then forward
onnx         The network on the CPU through ONNX Runtime: what a plain install runs. Never
             imports torch
reading      What goes into the network, in numpy: both runtimes read the same
torch        The network in torch: CUDA GPUs, and the reference that the CPU runtime must equal
torch_batch  Many short steps in one pass on a GPU: static caches, and a CUDA graph for each
             shape
workload     What a runtime is timed by: a search, a step and a prefill of fixed size, on random
             pieces
"""
