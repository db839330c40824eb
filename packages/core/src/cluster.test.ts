import { describe, expect, it } from '@jest/globals';
import { clusterOf, isSelectedBy } from './cluster.ts';

const group = { id: 'sig-1', name: 'kafka a [prod]' };

describe('isSelectedBy', () => {
  it.each([
    ['sig-1', true],
    ['kafka a [prod]', true],
    ['kafka*', true],
    ['*prod]', true],
    ['sig-*', true],
    ['kafka', false],
    ['KAFKA*', false],
    ['!zoo*', false],
    ['sig-2', false],
  ])('%j', (selector, expected) => expect(isSelectedBy(group, selector)).toBe(expected));

  it('takes an exclamation mark for what it is, not for "anything but"', () =>
    expect(isSelectedBy({ id: 'sig-2', name: '!important' }, '!imp*')).toBe(true));
});

describe('clusterOf', () => {
  it('is the name under which a group is listed', () =>
    expect(clusterOf(group, { zoo: ['sig-9'], kafka: ['kafka *'] })).toBe('kafka'));
  it('is the group itself when no list names it', () => expect(clusterOf(group, { zoo: ['sig-9'] })).toBe('sig-1'));
});
