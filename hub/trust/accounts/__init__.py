"""Who is asking: customers by their identity token, staff by PIN and session."""
