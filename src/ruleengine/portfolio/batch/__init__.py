"""Many products: files into blocks, blocks through the array kernel, results and rejects out; here or on Spark."""
