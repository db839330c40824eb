/** The errors that the plugins of the collection report or handle. They pass on every other error unchanged. */
export const pluginErrorCodes = [
  /** An executable failed without an error document. */
  'failed',
  /** An executable has a bug, or Node is too old for it. */
  'internal-error',
  /** A bundled executable is missing. */
  'executable-missing',
  /** No Node was found, or it does not start. */
  'node-missing',
  'node-too-old',
  /** An executable printed more than the maximum size of a response. */
  'answer-too-large',
  /** An override names no rule of the health check. */
  'override-invalid',
  /** A health check still fails, and no rule reports why. */
  // cspell:disable-next-line
  'gate-shut',
  /** Several hosts of the inventory are the same stateful instance. */
  'host-ambiguous',
  /** No connection to a machine was possible in time. */
  'host-unreachable',
  /** A machine presents an SSH host key that differs from the recorded one, or that has no record. */
  'host-key-refused',
  /** The recorded SSH host keys cannot be read or written. */
  'host-keys-unreadable',
] as const;

export type PluginErrorCode = (typeof pluginErrorCodes)[number];
