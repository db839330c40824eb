/** The environment variables by which the executables and the plugins of the collection speak to each other. */
export const environmentVariables = {
  /** The file that events are appended to; without it, nothing is told. */
  events: 'ESG_RECYCLER_EVENTS',
  /** The lease that was handed down; see `lease` of `spotinst-stateful`. */
  lease: 'ESG_RECYCLER_LEASE',
  /** The ids of the groups of a roll, between commas: the inventory asks for nothing beyond them. */
  only: 'ESG_RECYCLER_ONLY',
  /** The instance that a roll is at: a group of the inventory has its name, and events are about it. */
  ssi: 'ESG_RECYCLER_SSI',
  /** The Node that the plugins start executables with. */
  node: 'ESG_RECYCLER_NODE',
  /** The folder that keeps the SSH host keys of the machines that a run has recycled, one file an address. */
  knownHosts: 'ESG_RECYCLER_KNOWN_HOSTS',
  /** When it is set, errors come with their stack trace. */
  debug: 'ESG_RECYCLER_DEBUG',
  /** The configuration file, where none is named. */
  config: 'ESG_CONFIG',
} as const;
