import { ExitCode } from '../exit-code.ts';
import { oldestNode } from '../node-version.ts';
import { environmentVariables } from './environment-variables.ts';
import { pluginErrorCodes } from './error-codes.ts';
import { eventNames } from './event-payloads.ts';
import { taskEventNames } from './task-events.ts';

/** The names of the protocol. The plugins of the collection read them from `cli/protocol.json`. */
export const protocolDocument = () => ({
  environmentVariables,
  events: [...eventNames, ...taskEventNames],
  errorCodes: pluginErrorCodes,
  exitCodes: ExitCode,
  oldestNode,
});
