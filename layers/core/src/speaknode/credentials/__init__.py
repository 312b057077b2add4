"""Credentials: keys of providers and other secrets of a space. They go in and never come out again."""
