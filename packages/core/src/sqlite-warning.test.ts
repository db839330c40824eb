import { expect, it } from '@jest/globals';
import { hideSqliteWarning } from './sqlite-warning.ts';

it('hides the warning about SQLite and no other', () => {
  const printed: unknown[][] = [];
  const target = { emitWarning: (...warning: unknown[]) => void printed.push(warning) } as unknown as NodeJS.Process;
  hideSqliteWarning(target);
  target.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
  target.emitWarning('WASI is an experimental feature', 'ExperimentalWarning');
  target.emitWarning('SQLite is full');
  expect(printed).toEqual([['WASI is an experimental feature', 'ExperimentalWarning'], ['SQLite is full']]);
});
