import { describe, expect, it } from '@jest/globals';
import { matchesGlob } from './glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['kafka-a', 'kafka-a', true],
    ['kafka-a', 'kafka-*', true],
    ['kafka-a', '*', true],
    ['', '*', true],
    ['kafka-a', 'kafka', false],
    ['Kafka-a', 'kafka-*', false],
    ['two\nlines', 'two*', true],
    ['a.b', 'a.*', true],
    ['axb', 'a.*', false],
    ['!kafka', '!kaf*', true],
    ['zookeeper', '!kaf*', false],
    ['wild*', 'wild*', true],
  ])('returns for %j and %j: %s', (text, pattern, matches) => {
    expect(matchesGlob(text, pattern)).toBe(matches);
  });
});
