"""Runtimes of the network: one interface, ONNX Runtime or torch.

batching     Continuous batching of the steps of many clients on one device
cache        Keys and values of the decoder's positions, and the window's start
interface    Interface between the search and the network: encode, then forward
onnx         The network on the CPU through ONNX Runtime, without torch
reading      Inputs of the network in numpy, the same for every runtime
torch        The network in torch, on CUDA or as the reference of the CPU runtime
torch_batch  Many short steps in one pass on a GPU: static caches and CUDA graphs
workload     Workload of fixed size for timing a runtime: a prefill, a step, a search
"""
