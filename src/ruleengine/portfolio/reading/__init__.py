"""Record batches to the inputs of the kernel, refusals beside them."""
