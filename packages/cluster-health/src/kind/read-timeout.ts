/** The timeout of one reading, for any number of requests: after this time, its first responses are outdated. Milliseconds. */
export const readTimeoutMs = 60_000;
