"""What a model costs: parameters, multiply-adds and memory."""
