"""Vendors of models as they answer on the wire, one file each."""
