"""Records of processing, impact assessment and entrance notice, made from the live configuration."""
