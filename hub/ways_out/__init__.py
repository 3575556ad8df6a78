"""The health of everything that this hub sends to, or asks of, somebody else."""
