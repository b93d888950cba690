"""One module a benchmark: `measure(quick)` answers its figures. Rule: none knows of the others, any runs alone."""
