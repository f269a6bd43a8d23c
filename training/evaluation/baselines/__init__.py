"""What the model is measured against: published ways to predict code, behind one interface.

gru/       A recurrent network over our pieces, trained and searched like ours
ngram/     n-gram models with caches: of the corpus, the file, and the other files of its author
catalogue  CATALOGUE: the baselines by name, each as something that opens it in a process of its
           own
recency    RECENCY: the names of the buffer, the one used last first
"""
