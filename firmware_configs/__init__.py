"""Which beacon hangs where and what it sends."""
