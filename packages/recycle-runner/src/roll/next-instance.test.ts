import { describe, expect, it } from '@jest/globals';
import { planOf } from '../fixtures.ts';
import { amend, openLedger } from '../record/ledger.ts';
import { defer, freshTurns, nextInstance, openInstances, type Turns } from './next-instance.ts';

const planned = planOf({ ssi: 'ssi-1' }, { ssi: 'ssi-2' }, { ssi: 'ssi-3' });
const opened = openLedger({ run: 'r1', cluster: 'kafka', groups: ['sig-1'], startedAt: '' }, planned);
const deferredLedger = (...ids: string[]) =>
  ids.reduce((ledger, ssi) => amend(ledger, ssi, { state: 'deferred' }), opened);
const next = (ledger: typeof opened, turns: Turns) => nextInstance(openInstances(ledger, planned), ledger, turns).ssi;

describe('nextInstance', () => {
  it.each<[string, string[], Turns, string]>([
    ['the first of the plan', [], freshTurns, 'ssi-1'],
    ['the one that the last instance defers to', ['ssi-1'], defer(freshTurns, 'ssi-1', ['ssi-3', 'ssi-2']), 'ssi-3'],
    ['another, when that one is not open', ['ssi-1'], defer(freshTurns, 'ssi-1', ['ssi-9']), 'ssi-2'],
    [
      'none twice between two recycles',
      ['ssi-1', 'ssi-3'],
      defer(defer(freshTurns, 'ssi-1', ['ssi-3']), 'ssi-3', ['ssi-1']),
      'ssi-2',
    ],
    ['one that was not deferred yet, after a recycle', ['ssi-1'], freshTurns, 'ssi-2'],
    ['a deferred one, once no other is left', ['ssi-1', 'ssi-2', 'ssi-3'], freshTurns, 'ssi-1'],
  ])('is %s', (_, deferred, turns, expected) => expect(next(deferredLedger(...deferred), turns)).toBe(expected));

  it('stops when every instance was deferred', () => {
    const turns = ['ssi-1', 'ssi-2', 'ssi-3'].reduce((all, ssi) => defer(all, ssi, []), freshTurns);
    expect(() => next(deferredLedger('ssi-1', 'ssi-2', 'ssi-3'), turns)).toThrow(
      expect.objectContaining({ code: 'leader-moving', exitCode: 3 }),
    );
  });
});
