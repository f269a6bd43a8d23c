"""The search's encoder: pairs of text and code, the contrastive loop, evaluation against peers.

bags         Bags of features as flat arrays, for the training of the bag encoder
bm25         Words alone: BM25 over stemmed words, the floor of every comparison
card         MODEL_CARD.md of the encoder
collect      Collection of pairs from repositories, statements and public sets
contests     Pairs of a problem statement and a program that solves it
encoders/    Encoders of code side by side: words, syntax trees, the completion network
evaluate     Evaluation of the encoder: every set, every system, in one run
export       Export of a trained encoder: the folder that the search opens
javadoc      Pairs of a comment's first sentence and the declaration below it
loop         Contrastive training, stopped by the validation repositories
metrics      Metrics of a search: ranks in a pool, NDCG, bootstrap intervals
minilm       Packaged MiniLM as a peer
network      The bag encoder in torch: the reference, and what is trained
pairs        Pairs of text and code, and their files
prepared     Prepared pairs: vocabulary and bags, kept as arrays for the next run
public_sets  Public sets of text and code whose data can be had
sets         Evaluation sets: a query and the code that it describes, among others
systems      Systems side by side on one evaluation set, and their fusions
train        Training of the encoder from collected pairs
whole/       Measurement of the whole search, rules included, on whole repositories
"""
