"""What leaves a recording as files: stills with their captions, films, tables."""
