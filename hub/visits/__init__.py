"""Who is here: visits, from arrival to leaving."""
