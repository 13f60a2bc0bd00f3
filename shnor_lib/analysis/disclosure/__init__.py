"""Disclosure control: which published counts have to be hidden, and what a reader could still work out."""
