"""How things are drawn: fonts, theme, display lists, cached sprites and the brush; nothing here decides."""
