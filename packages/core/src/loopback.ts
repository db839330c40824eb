/** Whether the host name of a URL is this machine. IPv6 addresses are in brackets, as `URL.hostname` has them. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
