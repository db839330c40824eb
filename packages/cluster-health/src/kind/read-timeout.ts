/** The timeout of one reading, in milliseconds. After this time, its first responses are outdated. */
export const readTimeoutMs = 60_000;
