"""What is written for people and authorities: the record of processing, and the sign at the door."""
