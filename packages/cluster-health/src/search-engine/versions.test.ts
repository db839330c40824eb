import { expect, it } from '@jest/globals';
import { isOlder } from './versions.ts';

it.each([
  ['2.19.4', '2.19.6', true],
  ['2.9.0', '2.19.0', true],
  ['7.17.29', '8.0.0', true],
  ['2.19.6', '2.19.4', false],
  ['2.19.6', '2.19.6', false],
  ['3.0.0', '2.19.6', false],
  ['3.0.0-beta1', '3.0.0', false],
])('compares %s with %s: %s', (version, other, expected) => {
  expect(isOlder(version, other)).toBe(expected);
});
