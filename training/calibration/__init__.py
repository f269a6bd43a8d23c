"""What a calibration.json holds, fitted on validation authors.

cache_model  Fitting of the shares that the cache model may take, on validation authors
command      Everything in a model folder's calibration.json, fitted on validation authors, in
             its order
"""
