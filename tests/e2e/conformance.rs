//! `caselake check` and `submit` against what the reference library did with every file of the corpus.
