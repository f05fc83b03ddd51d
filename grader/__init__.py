"""The instructor's side of Fall Line: builds the notebooks, grades them, writes the feedback."""
