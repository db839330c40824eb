import { describe, expect, it } from '@jest/globals';
import { findingsOf } from '../../../test-support/questions.ts';
import { type RabbitmqSceneChange, scene } from '../../test-support/three-nodes.ts';
import type { RabbitmqRule } from '../rule.ts';

/** The expected findings: severity (`lasting`: blocks and does not resolve on its own) and part of the message. */
type Expected = `${'block' | 'lasting' | 'warn'}: ${string}`;
type Case = readonly [name: string, change: RabbitmqSceneChange, ...expected: Expected[]];

/** Runs the cases of a rule: each is a healthy cluster with a change, and everything that the rule finds in it. */
export function describeRule(rule: RabbitmqRule, cases: readonly Case[]): void {
  describe.each([rule.code])('%s', () => {
    it.each(cases)('%s', (_, change, ...expected) => {
      expect(findingsOf([rule], rule.id, ...scene(change))).toEqual(
        expected.map((part) => expect.stringContaining(part)),
      );
    });
  });
}
