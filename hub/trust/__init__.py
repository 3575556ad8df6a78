"""What is allowed: members, consents, rights, accounts, audit."""
