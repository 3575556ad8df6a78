"""What everything stands on: database, journal, settings, web, words; it knows no customer and no store."""
