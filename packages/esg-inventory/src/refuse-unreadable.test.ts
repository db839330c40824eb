import { describe, expect, it } from '@jest/globals';
import { answerOf, ec2Of, instanceOf } from './fixtures.ts';
import { refuseUnreadable, refuseTooMany } from './refuse-unreadable.ts';

const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'answer-refused', exitCode: 5, message: expect.stringMatching(message) });

const answerWith = (changes: { name?: string; tagKey?: string; tagValue?: string; deviceName?: string }) =>
  answerOf(
    {
      id: 'sig-1',
      name: changes.name ?? 'kafka',
      tags: [{ tagKey: changes.tagKey ?? 'Env', tagValue: changes.tagValue ?? 'prod' }],
    },
    [instanceOf({ devices: [{ deviceName: changes.deviceName ?? '/dev/xvda', volumeId: null, snapshotId: null }] })],
  );

describe('a response', () => {
  it.each([
    [
      'a new line in a name',
      { name: 'two\nlines' },
      /group sig-1 is rejected: group\.name contains control characters/,
    ],
    [
      'an escape in a tag',
      { tagValue: '\u001B[31m' },
      /launchSpecification\.tags\.0\.tagValue contains control characters/,
    ],
    ['a zero in the key of a tag', { tagKey: 'a\0b' }, /tags\.0\.tagKey contains/],
    ['a DEL in a device', { deviceName: '/dev/\u007F' }, /instances\.0\.devices\.0\.deviceName contains/],
    ['a C1 control in a name', { name: '\u009B31m' }, /group\.name contains control/],
    ['half a character', { name: 'half \uD83D' }, /group\.name contains half a character/],
    ['a text beyond 64 KiB', { tagValue: 'x'.repeat(65_537) }, /tagValue is longer than 64 KiB/],
  ])('is rejected for %s, with group and field, without the text', (_, changes, message) => {
    expect(() => refuseUnreadable('group sig-1', answerWith(changes))).toThrow(refused(message));
  });

  it('can contain any other text', () => {
    const changes = { name: '{{ lookup("pipe", "x") }} Ärger 🦄', tagKey: '__proto__', tagValue: 'x'.repeat(65_536) };
    expect(() => refuseUnreadable('group sig-1', answerWith(changes))).not.toThrow();
  });

  it('is rejected for EC2 details too', () => {
    expect(() => refuseUnreadable('group sig-1', { ec2: [ec2Of({ tags: { Name: 'two\tcolumns' } })] })).toThrow(
      refused(/group sig-1 .*ec2\.0\.tags\.Name/),
    );
  });

  it('can list at most 100,000 instances', () => {
    const instances = Array.from({ length: 100_000 }, () => 0);
    expect(() => refuseTooMany('group sig-1', instances)).not.toThrow();
    expect(() => refuseTooMany('group sig-1', [...instances, 0])).toThrow(refused(/group sig-1 .* 100001 instances/));
  });
});
