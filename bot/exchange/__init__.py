"""Files that are exchanged with billing, in the operators' group or in a terminal."""
