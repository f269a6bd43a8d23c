"""How good a model is, measured through the same door that the server uses."""
