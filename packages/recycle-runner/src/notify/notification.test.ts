import { describe, expect, it } from '@jest/globals';
import { numberedEvents } from '../events/event-fixtures.ts';
import { createNotifications } from './notification.ts';

const planned = (action: string) => ({ instances: [{ ssi: 'ssi-1', action, target: 'ami-new' }] });
const instances = { done: 0, skipped: 0, failed: 1, untouched: 2 };
const error = { code: 'not-proved', message: 'ssi-1 did not return', hint: 'Read the log.', runbook: 'docs/x.md' };
const textsFor = (events: Parameters<typeof numberedEvents>[0]): string[] => {
  const notificationsOf = createNotifications('host-1');
  return numberedEvents(events)
    .flatMap(notificationsOf)
    .map(({ text }) => text);
};
const started = 'my kafka: roll started: 1 of 1 instances to ami-new (run run-1 on host-1)';
const begin = [['run_started'], ['run_planned', planned('recycle')], ['playbook_on_play_start']] as const;

describe('createNotifications', () => {
  it('reports a failure with its code, counts, next step and runbook', () => {
    expect(textsFor([...begin, ['run_failed', { outcome: 'failed', instances, error }]])).toEqual([
      started,
      [
        'my kafka: roll failed (not-proved): ssi-1 did not return',
        '0 done, 0 skipped, 1 failed, 2 pending',
        'Next: Read the log.',
        'Runbook: docs/x.md',
      ].join('\n'),
    ]);
  });

  it('reports only the refusal of a plan that a finding blocks', () => {
    const refused = { outcome: 'refused', instances, error: { ...error, code: 'image-unknown' } };
    expect(textsFor([['run_started'], ['run_planned', planned('recycle')], ['run_failed', refused]])).toEqual([
      expect.stringMatching(/^my kafka: roll refused \(image-unknown\): /),
    ]);
  });

  it('sends nothing when no instance is due or the user declined', () => {
    const end = ['run_finished', { outcome: 'done', instances }] as const;
    expect(textsFor([['run_started'], ['run_planned', planned('leave')], end])).toEqual([]);
    const declined = ['run_finished', { outcome: 'stopped', instances }] as const;
    expect(textsFor([['run_started'], ['run_planned', planned('recycle')], declined])).toEqual([]);
  });

  it('reports a stop on request, a hold, and a wait for approval', () => {
    const texts = textsFor([
      ...begin,
      ['run_held', { message: 'by anna', hint: 'recycle-runner continue run-1' }],
      ['approval_waiting', { hint: 'recycle-runner approve run-1' }, 'ssi-2'],
      ['run_finished', { outcome: 'stopped', instances }],
    ]);
    expect(texts.slice(1)).toEqual([
      'my kafka: roll held: by anna\nNext: recycle-runner continue run-1',
      'my kafka: roll waits for approval before ssi-2\nNext: recycle-runner approve run-1',
      'my kafka: roll stopped on request: 0 done, 0 skipped, 1 failed, 2 pending',
    ]);
  });
});
