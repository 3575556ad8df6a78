"""Whether each job and each service outside does its work: readiness, canary, lights."""
