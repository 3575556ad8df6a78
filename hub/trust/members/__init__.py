"""People who enrolled, their phones and the tokens these send."""
