/** The pages of kinds that share one; other kinds have a page of their own name. */
const sharedPages: Readonly<Record<string, string>> = {
  elasticsearch: 'opensearch',
  http: 'http-tcp-command',
  tcp: 'http-tcp-command',
  command: 'http-tcp-command',
};

/** The documentation page of a kind: `docs/health-checks/kafka.md`. */
export const pageOf = (kind: string): string => `docs/health-checks/${sharedPages[kind] ?? kind}.md`;
