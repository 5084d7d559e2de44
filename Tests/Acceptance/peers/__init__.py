"""One module a counterpart: how it is started, driven and ended by the test that uses it."""
