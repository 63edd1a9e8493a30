"""Comments of a consultation: forms filled in, comments attached to elements, merged, handled and moved."""
