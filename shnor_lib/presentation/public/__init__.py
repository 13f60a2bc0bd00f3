"""The public edition's sections: a shorter report, made from the public tables alone."""
