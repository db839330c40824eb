import { describe, expect, it } from '@jest/globals';
import type { RunWait } from '@esg-recycler/esg-store';
import { readAnswer } from './ask-approval.ts';
import type { KnownRun } from './known-runs.ts';
import { approvalFor } from './requests.ts';
import { runNameOf } from './run-name.ts';

const runOf = (waitsFor?: RunWait): KnownRun => ({
  ledger: { run: 'r1', cluster: 'kafka', groups: [], target: {}, startedAt: 't', instances: [] },
  status: { run: 'r1', lease: 1, operator: 'a@b', pid: 1, groupNames: [], lines: [], waitsFor },
  isLive: true,
});
const each: RunWait = { kind: 'approval', reason: 'r', since: 't', ssi: 'ssi-1', approves: 'ssi-1' };
const rest: RunWait = { ...each, approves: '*' };
const image: RunWait = { kind: 'approval', reason: 'r', since: 't', approves: 'image' };

describe('approvalFor', () => {
  it.each([
    ['the instance that it waits for', each, {}, { answer: 'yes', ssi: 'ssi-1' }],
    ['no recycle of it', each, { skip: true }, { answer: 'skip', ssi: 'ssi-1' }],
    ['all instances', each, { all: true }, { answer: 'yes', ssi: '*' }],
    ['the rest after the canary', rest, {}, { answer: 'yes', ssi: '*' }],
    ['the image, where no instance is next', image, {}, { answer: 'yes', ssi: 'image' }],
    ['all instances in advance', undefined, { all: true }, { answer: 'yes', ssi: '*' }],
  ])('approves %s', (_what, waitsFor, choice, expected) =>
    expect(approvalFor(runOf(waitsFor), choice)).toEqual(expected),
  );

  it.each([
    ['a run that waits for nothing', undefined, {}],
    ['a held run', { ...each, kind: 'hold' as const }, {}],
    ['a skip of the rest', rest, { skip: true }],
    ['a skip of the image', image, { skip: true }],
  ])('refuses %s', (_what, waitsFor, choice) =>
    expect(() => approvalFor(runOf(waitsFor), choice)).toThrow(
      expect.objectContaining({ code: 'approval-not-awaited', exitCode: 2 }),
    ),
  );
});

describe('readAnswer', () => {
  it.each([
    ['y', { answer: 'yes', ssi: 'ssi-1' }],
    [' YES ', { answer: 'yes', ssi: 'ssi-1' }],
    ['a', { answer: 'yes', ssi: '*' }],
    ['s', { answer: 'skip', ssi: 'ssi-1' }],
    ['q', 'quit'],
    ['no', 'quit'],
    ['', undefined],
    ['yep', undefined],
  ])('before an instance, %j', (text, expected) => expect(readAnswer(text, 'ssi-1')).toEqual(expected));

  it.each([
    ['y', { answer: 'yes', ssi: '*' }],
    ['q', 'quit'],
    ['a', undefined],
    ['s', undefined],
  ])('after the canary, %j', (text, expected) => expect(readAnswer(text, '*')).toEqual(expected));

  it('before the image of groups, yes is about nothing else', () =>
    expect(readAnswer('y', 'image')).toEqual({ answer: 'yes', ssi: 'image' }));
});

describe('runNameOf', () => {
  it.each([
    [undefined, {}, undefined],
    ['r1', {}, 'r1'],
    [undefined, { esg: 'kafka' }, 'kafka'],
    [undefined, { cluster: 'kafka' }, 'kafka'],
  ])('%j with %j', (run, given, expected) => expect(runNameOf(run, given)).toBe(expected));

  it('refuses two names', () =>
    expect(() => runNameOf('r1', { esg: 'kafka' })).toThrow(expect.objectContaining({ code: 'run-ambiguous' })));
});
