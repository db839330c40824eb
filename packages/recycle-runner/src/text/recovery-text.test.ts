import type { Finding } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import type { ClusterRecovery } from '../recover/recover-cluster.ts';
import { recoveryText } from './recovery-text.ts';

const finding = (message: string, hint?: string): Finding => ({
  code: 'some-code',
  severity: 'warn',
  subject: 'sig-1',
  message,
  hint,
});
const nothing: ClusterRecovery = { cluster: 'zk', groups: ['sig-1'], found: [], done: [], left: [], unrecorded: [] };

describe('recoveryText', () => {
  it('is short when there is nothing to recover', () =>
    expect(recoveryText(nothing).split('\n')).toEqual(['Cluster zk: nothing to recover.', 'Nothing is left to do.']));

  it('reports work that no record names', () =>
    expect(recoveryText({ ...nothing, left: [finding('Restoring the cluster failed')] }).split('\n')).toEqual([
      'Cluster zk: no record of an interrupted run.',
      'Left to do:',
      '  Restoring the cluster failed',
    ]));

  it('lists what was found, recovered and not changed, and last what is left to do', () =>
    expect(
      recoveryText({
        ...nothing,
        found: [finding('root volumes are not persisted')],
        done: [finding('a recycle is verified')],
        unrecorded: [finding('SCHEDULING is suspended')],
        left: [finding('Spot refuses', 'Try again.')],
      }).split('\n'),
    ).toEqual([
      'Changes of an interrupted run of cluster zk:',
      '  root volumes are not persisted',
      'Recovered:',
      '  a recycle is verified',
      'Not recorded, so not changed:',
      '  SCHEDULING is suspended',
      'Left to do:',
      '  Spot refuses',
      '    Try again.',
    ]));

  it('names the page of what blocks', () =>
    expect(recoveryText({ ...nothing, left: [{ ...finding('Spot refuses'), severity: 'block' }] })).toContain(
      '\n  Spot refuses\n    Runbook: docs/runbooks/some-code.md',
    ));

  it('wraps at the width of the terminal', () =>
    expect(recoveryText({ ...nothing, left: [finding('Spot refuses the request', 'Try it again.')] }, 16)).toContain(
      '\n  Spot refuses\n  the request\n    Try it\n    again.',
    ));
});
