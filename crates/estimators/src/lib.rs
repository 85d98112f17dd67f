//! Numerical kernels of registry statistics and their mergeable cells.
