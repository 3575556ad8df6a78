"""What hears and sends: edges, broker, enrolment."""
