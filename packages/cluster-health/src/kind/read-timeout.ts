/** However many requests one look takes: what was read at its beginning is too old by then. Milliseconds. */
export const readTimeoutMs = 60_000;
