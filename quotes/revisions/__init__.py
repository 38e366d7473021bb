"""Public states: snapshots, the chain of revisions, corrections, what an id resolves to."""
