/** The errors that the plugins of the collection report by themselves or know of; every other one is only passed on. */
export const pluginErrorCodes = [
  /** An executable failed without saying why. */
  'failed',
  /** An executable ran into a bug, or an old Node into what it does not know. */
  'internal-error',
  /** A bundled executable is not there. */
  'executable-missing',
  /** No Node was found, or what was found does not start. */
  'node-missing',
  'node-too-old',
  /** An executable was given to print more than any answer holds. */
  'answer-too-large',
  /** An override of a gate's rule names no rule. */
  'override-invalid',
  /** A gate stays shut, and no rule of it says why. */
  'gate-shut',
  /** Several hosts of the inventory are the same stateful instance. */
  'host-ambiguous',
  /** Nothing could connect to a machine in time. */
  'host-unreachable',
  /** A machine shows another SSH host key than the known one, or one that is not known. */
  'host-key-refused',
  /** What is known of SSH host keys cannot be read, or not be written. */
  'host-keys-unreadable',
] as const;

export type PluginErrorCode = (typeof pluginErrorCodes)[number];
