import { join } from 'node:path';
import { node, repository } from './executables.ts';

/** The command of a simulated instance that serves on a port of its own address. */
export const memberCommand = (port: number): string[] => [
  node,
  join(repository, 'e2e/support/member.mjs'),
  '{address}',
  String(port),
  '{dataDir}',
  '{image}',
];
