"""MoNet in NumPy, frame by frame, written from the equations."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(rows):
    exponentials = np.exp(rows - np.max(rows, axis=0))
    return exponentials / exponentials.sum(axis=0)


def paper_monet(features, weights, num_layers):
    """Eq. 6-12 for one video without padding, `[T, D]` to `[T, D']`."""
    W, b, U, U_h = (weights[name] for name in ("W", "b", "U", "U_h"))
    units = U.shape[0]
    W_rf, W_zf, W_rb, W_zb, W_h = np.split(W, 5, axis=1)
    b_rf, b_zf, b_rb, b_zb, b_h = np.split(b, 5)
    U_rf, U_zf, U_rb, U_zb = np.split(U, 4, axis=1)
    steps = len(features)
    s = np.zeros((steps, units))
    for _ in range(num_layers):
        new = np.zeros_like(s)
        for t, x in enumerate(features):
            before = s[t - 1] if t > 0 else np.zeros(units)
            after = s[t + 1] if t + 1 < steps else np.zeros(units)
            r_f = sigmoid(x @ W_rf + before @ U_rf + b_rf)
            z_f = sigmoid(x @ W_zf + before @ U_zf + b_zf)
            r_b = sigmoid(x @ W_rb + after @ U_rb + b_rb)
            z_b = sigmoid(x @ W_zb + after @ U_zb + b_zb)
            neighbours = np.concatenate([after * r_b, before * r_f])
            h = np.maximum(x @ W_h + neighbours @ U_h + b_h, 0)
            a, a_b, a_f = softmax(np.stack([np.ones(units), z_b, z_f]))
            new[t] = a * h + a_b * after + a_f * before
        s = new
    return s


def released_monet(features, weights, num_layers, activation=np.tanh):
    """The released recursion for one video, `[T, D]` to `[T, D']`."""
    w = weights
    units = w["V_f"].shape[0]
    steps = len(features)
    s = np.zeros((steps, units))
    for _ in range(num_layers):
        new = np.zeros_like(s)
        for t, x in enumerate(features):
            before = s[t - 1] if t > 0 else np.zeros(units)
            after = s[t + 1] if t + 1 < steps else np.zeros(units)
            on_x = np.split(x @ w["W"] + w["b"], 6)
            window = zip((before, s[t], after), w["C"], strict=True)
            on_s = np.split(sum(n @ c for n, c in window) + w["c"], 5)
            z, z_b, z_f, r_b, r_f = (
                p + q for p, q in zip(on_x, on_s, strict=False)
            )
            h = on_x[5] + (before * sigmoid(r_f)) @ w["V_f"] + w["v_f"]
            h = activation(h + (after * sigmoid(r_b)) @ w["V_b"] + w["v_b"])
            a, a_b, a_f = softmax(np.stack([z, z_b, z_f]))
            new[t] = a * h + a_b * after + a_f * before
        s = new
    return s
