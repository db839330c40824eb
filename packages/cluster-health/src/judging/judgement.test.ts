import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { judge, unreadable } from './judgement.ts';
import { defineKind, type Standing } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import type { RuleVerdict } from '../kind/rule.ts';
import { questionOf } from '../test-support/questions.ts';

interface World {
  verdicts?: RuleVerdict[];
  standings?: Record<string, Standing>;
}
const serving: Standing = { isServing: true, role: 'follower' };
const leader: Standing = { isServing: true, role: 'leader' };
const eligible: Standing = { ...serving, isEligible: true };
const down: Standing = { isServing: false, role: 'unknown' };

const kind = defineKind<unknown, World>({
  name: 'fake',
  options: z.unknown(),
  rules: [
    {
      id: 'F1',
      code: 'rule-one',
      requires: '',
      why: '',
      onFailure: '',
      source: 'a page',
      isOverridable: true,
      judge: (w) => w.verdicts ?? [],
    },
  ],
  read: () => Promise.resolve({}),
  standing: ({ standings }, address) => standings?.[address] ?? serving,
});
const judged = (world: World, fields: Partial<HealthQuestion> = {}, overrides: [string, string][] = []) =>
  judge(kind, world, questionOf(fields), new Map(overrides));

const passing: RuleVerdict = { subject: 'x', message: 'not yet' };
const lasting: RuleVerdict = { subject: 'x', message: 'never', hint: 'do this', isLasting: true };

describe('judge', () => {
  it('lets a node leave if no rule fails', () =>
    expect(judged({})).toEqual({
      safe: true,
      serving: true,
      role: 'follower',
      yieldTo: [],
      unsatisfiable: [],
      outage: false,
      findings: [],
      ranks: new Map([['a', 1]]),
    }));

  it('reports an outage that is accepted or only a warning', () => {
    const outage: RuleVerdict = { ...lasting, isOutage: true };
    expect(judged({ verdicts: [outage] }, {}, [['rule-one', 'at night']])).toMatchObject({ safe: true, outage: true });
    expect(judged({ verdicts: [{ ...outage, severity: 'warn' }] })).toMatchObject({ safe: true, outage: true });
    expect(judged({ verdicts: [outage] })).toMatchObject({ safe: false, outage: false });
  });

  it('fails with the finding and source of a failing rule', () =>
    expect(judged({ verdicts: [{ ...passing, hint: 'wait' }] })).toMatchObject({
      safe: false,
      unsatisfiable: [],
      findings: [
        { code: 'rule-one', severity: 'block', subject: 'x', message: 'not yet', hint: 'wait', source: 'a page' },
      ],
    }));

  it('passes with a warning', () =>
    expect(judged({ verdicts: [{ ...passing, severity: 'warn', isLasting: true }] })).toMatchObject({
      safe: true,
      unsatisfiable: [],
      findings: [{ severity: 'warn' }],
    }));

  it('names a rule with lasting problems once', () =>
    expect(judged({ verdicts: [lasting, lasting, passing] })).toMatchObject({
      safe: false,
      unsatisfiable: ['rule-one'],
    }));

  it('applies an override to a lasting problem, with its reason', () =>
    expect(judged({ verdicts: [lasting] }, {}, [['rule-one', 'a test topic']])).toMatchObject({
      safe: true,
      unsatisfiable: [],
      findings: [{ code: 'rule-one', severity: 'warn', message: 'never (overridden: a test topic)' }],
    }));

  it('takes none for what may pass', () =>
    expect(judged({ verdicts: [lasting, passing] }, {}, [['rule-one', 'x']])).toMatchObject({
      safe: false,
      unsatisfiable: [],
      findings: [{ severity: 'warn' }, { severity: 'block', message: 'not yet' }],
    }));

  it.each([
    ['fewer nodes than expected', { expect: 4 }, 'paused'],
    ['more nodes than expected', { expect: 2 }, 'only the nodes of this cluster'],
    ['fewer, after', { expect: 4, phase: 'after' as const }, 'paused'],
  ])('counts the members: %s', (_, fields, hint) => {
    const { safe, findings } = judged({}, fields);
    expect({ safe, findings }).toMatchObject({ safe: false, findings: [{ code: 'members-listed' }] });
    expect(findings[0]?.hint).toContain(hint);
    expect(findings[0]?.hint).toContain('--expect (esg_recycle_expected_nodes)');
  });

  it('fails if the role of a serving node is unknown', () =>
    expect(judged({ standings: { a: { isServing: true, role: 'unknown' } } })).toMatchObject({
      safe: false,
      findings: [{ code: 'role-unknown' }],
    }));

  it('warns about a leaving node that does not serve', () =>
    expect(judged({ standings: { a: down } })).toMatchObject({
      safe: true,
      unsatisfiable: [],
      findings: [{ code: 'node-silent', severity: 'warn', subject: 'a' }],
    }));

  it.each<[string, World, Partial<HealthQuestion>]>([
    ['it must be back', { standings: { a: down } }, { phase: 'after' }],
    ['a rule reports it', { standings: { a: down }, verdicts: [{ ...passing, subject: 'a' }] }, {}],
    ['another one is down', { standings: { b: down } }, {}],
  ])('does not warn about a silent node if %s', (_, world, fields) =>
    expect(judged(world, fields).findings.map(({ code }) => code)).not.toContain('node-silent'),
  );

  it('does not count a node as down that the options cannot query', () => {
    const gap = { why: 'its certificate is for b', hint: 'name it', isLasting: true };
    const world = { standings: { a: { ...down, gap } } };
    expect(judged(world)).toMatchObject({
      safe: false,
      serving: false,
      unsatisfiable: ['node-silent'],
      findings: [
        {
          code: 'node-silent',
          severity: 'block',
          subject: 'a',
          message: expect.stringContaining(gap.why),
          hint: gap.hint,
        },
      ],
    });
    expect(judged(world, { phase: 'after' }).findings).toEqual([]);
    expect(judged({ standings: { a: { ...down, gap: { why: 'refused' } } } }).safe).toBe(true);
  });

  it.each<[string, Record<string, Standing>, Partial<HealthQuestion>, string[]]>([
    ['the leader after all due nodes', { a: leader }, { due: ['a', 'b', 'c'] }, ['b', 'c']],
    ['the leader if it is the last', { a: leader }, { due: ['a'] }, []],
    ['the leader before nodes that are not due', { a: leader }, { due: [] }, []],
    ['a follower before the leader', { b: leader }, { due: ['a', 'b', 'c'] }, []],
    ['a node that is down before all others', { a: down, b: leader }, { due: ['a', 'b', 'c'] }, []],
    ['any node after a node that is down', { b: down }, { due: ['a', 'b', 'c'] }, ['b']],
    ['the leader after a node that is down and followers', { a: leader, c: down }, { due: ['b', 'c'] }, ['c', 'b']],
    ['an eligible node after ineligible ones', { a: eligible, b: eligible }, { due: ['b', 'c'] }, ['c']],
    ['two leaders in any order', { a: leader, b: leader }, { due: ['a', 'b'] }, []],
    ['a leader that is back before all', { a: leader }, { due: ['b', 'c'], phase: 'after' }, []],
    ['a node that is back after a due node that is down', { c: down }, { due: ['b', 'c'], phase: 'after' }, ['c']],
    ['a node that is back and down after a due one', { a: down, c: down }, { due: ['b', 'c'], phase: 'after' }, ['c']],
    ['a node that is back before one that is down but not due', { c: down }, { due: ['b'], phase: 'after' }, []],
  ])('orders %s', (_, standings, fields, yieldTo) =>
    expect(judged({ standings }, fields)).toMatchObject({ yieldTo, safe: yieldTo.length === 0 }),
  );
});

it('reports a cluster that cannot be read as unhealthy, not as lasting', () =>
  expect(unreadable('a', new Error('no route'))).toMatchObject({
    safe: false,
    role: 'unknown',
    unsatisfiable: [],
    findings: [
      { code: 'cluster-unreadable', severity: 'block', subject: 'a', message: expect.stringContaining('no route') },
    ],
  }));
