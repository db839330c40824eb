/** The environment variables that connect the executables and the plugins of the collection. */
export const environmentVariables = {
  /** The file that events are appended to; without it, no events are written. */
  events: 'ESG_RECYCLER_EVENTS',
  /** The lease that the parent process holds; see `lease` of `spotinst-stateful`. */
  lease: 'ESG_RECYCLER_LEASE',
  /** The ids of the groups of a roll, separated by commas: the inventory reads only these. */
  only: 'ESG_RECYCLER_ONLY',
  /** The instance that is being recycled: a group of the inventory has its name, and events are about it. */
  ssi: 'ESG_RECYCLER_SSI',
  /** When set, an instance is only completed: its earlier recycle is waited for and checked, and no new one is requested. */
  completes: 'ESG_RECYCLER_COMPLETES',
  /** The file that requests a stop before the next recycle, once it exists. */
  stop: 'ESG_RECYCLER_STOP',
  /** The Node with which the plugins start executables. */
  node: 'ESG_RECYCLER_NODE',
  /** The folder with the SSH host keys of the machines that a run has recycled, one file per address. */
  knownHosts: 'ESG_RECYCLER_KNOWN_HOSTS',
  /** When set, errors are printed with their stack trace. */
  debug: 'ESG_RECYCLER_DEBUG',
  /** The config file, when `--config` names none. */
  config: 'ESG_CONFIG',
} as const;
