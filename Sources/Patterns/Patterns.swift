// Patterns: globs and regular expressions (RE2), compiled once, linear in time, matching whole values.
