"""What a person reads: sentences by id, with arguments, in the reader's language. One folder for each language."""
