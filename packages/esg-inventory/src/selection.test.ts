import { describe, expect, it } from '@jest/globals';
import type { Filter } from '@esg-recycler/core';
import { answerOf, instanceOf } from './fixtures.ts';
import { createSelection, everything, type SelectionSettings } from './selection.ts';

const tags = [{ tagKey: 'Env', tagValue: 'prod' }];
const { group } = answerOf({ id: 'sig-1', name: 'kafka-a', image: 'ami-2', tags }, []);
const { group: rooted } = answerOf({ id: 'sig-2', name: 'rooted', rootDevice: true, region: null }, []);
const instance = instanceOf({ state: 'ACTIVE', imageId: 'ami-1' });

const select = (changes: Partial<SelectionSettings>) => createSelection({ ...everything, ...changes });
const including = (...includeFilters: Filter[]) => select({ includeFilters });
const excluding = (...excludeFilters: Filter[]) => select({ excludeFilters });

describe('a filter on the group', () => {
  it.each<[Filter, boolean]>([
    [{ id: ['sig-1'] }, true],
    [{ id: ['sig-*'] }, true],
    [{ id: ['sig-9', 'sig-1'] }, true],
    [{ id: ['sig-9'] }, false],
    [{ name: ['kafka-*'] }, true],
    [{ name: ['kafka'] }, false],
    [{ name: ['Kafka-*'] }, false],
    [{ region: ['us-east-1'] }, true],
    [{ region: ['eu-*'] }, false],
    [{ 'tag:Env': ['prod'] }, true],
    [{ 'tag:Env': ['p*'] }, true],
    [{ 'tag:Env': ['dev'] }, false],
    [{ 'tag:Owner': ['*'] }, false],
    [{ 'tag:toString': ['*'] }, false],
    [{ name: ['kafka-*'], 'tag:Env': ['prod'] }, true],
    [{ name: ['kafka-*'], 'tag:Env': ['dev'] }, false],
    [{}, true],
  ])('%j means it: %s; as an excluding one the opposite', (filter, isMeant) => {
    expect(including(filter).mayMean(group)).toBe(isMeant);
    expect(including(filter).mayMeanInstance(group, instance, false)).toBe(isMeant);
    expect(excluding(filter).mayMean(group)).toBe(!isMeant);
    expect(excluding(filter).mayMeanInstance(group, instance, false)).toBe(!isMeant);
  });
});

describe('what no group has', () => {
  it('is told value by value, whichever setting says it', () => {
    const selection = select({
      regions: ['us-east-1', 'us-wset-2'],
      includeFilters: [{ name: ['kafka-*', 'zookeper-*'], 'tag:Env': ['prod'] }, { 'tag:Owner': ['*'] }],
      excludeFilters: [{ id: ['sig-1', 'sig-9'] }, { id: ['sig-9'] }],
    });
    expect(selection.unmatched([group, rooted])).toEqual([
      'region "us-wset-2"',
      'name "zookeper-*"',
      'tag:Owner "*"',
      'id "sig-9"',
    ]);
  });

  it('is nothing that only instances have', () => {
    expect(including({ state: ['ERROR'], image_drift: [true] }).unmatched([group])).toEqual([]);
  });
});

describe('a filter on the instance', () => {
  it.each<[Filter, boolean]>([
    [{ state: ['ACTIVE'] }, true],
    [{ state: ['PAUS*', 'ACT*'] }, true],
    [{ state: ['PAUSED'] }, false],
    [{ image_drift: [true] }, true],
    [{ image_drift: [false] }, false],
    [{ image_drift: [true, false] }, true],
    [{ state: ['ACTIVE'], image_drift: [false] }, false],
  ])('%j leaves its group open, and then means it: %s', (filter, isMeant) => {
    expect(including(filter).mayMean(group)).toBe(true);
    expect(including(filter).mayMeanInstance(group, instance, false)).toBe(isMeant);
    expect(excluding(filter).mayMean(group)).toBe(true);
    expect(excluding(filter).mayMeanInstance(group, instance, false)).toBe(!isMeant);
  });

  it('rules its group out together with one on the group', () => {
    expect(including({ state: ['ACTIVE'], name: ['web'] }).mayMean(group)).toBe(false);
  });

  it.each([true, false])('on drift %s means no instance of which it cannot be told', (drift) => {
    const selection = including({ image_drift: [drift] });
    expect(selection.mayMean(rooted)).toBe(false);
    expect(selection.mayMeanInstance(rooted, instance, true)).toBe(false);
    const unknown = instanceOf({ imageId: null });
    expect(selection.mayMeanInstance(group, unknown, false)).toBe(false);
    expect(selection.mayMeanInstance(group, unknown, true)).toBe(true);
    expect(excluding({ image_drift: [drift] }).mayMeanInstance(group, unknown, false)).toBe(true);
  });
});

describe('filters together', () => {
  it('mean what any of the including ones means, but for what any of the excluding ones does', () => {
    const includeFilters: Filter[] = [{ name: ['kafka-*'] }, { id: ['sig-2'] }];
    expect(select({ includeFilters }).mayMean(group)).toBe(true);
    expect(select({ includeFilters }).mayMean(rooted)).toBe(true);
    const some = select({ includeFilters, excludeFilters: [{ state: ['PAUSED'] }, { name: ['root*'] }] });
    expect(some.mayMean(group)).toBe(true);
    expect(some.mayMean(rooted)).toBe(false);
    expect(some.mayMeanInstance(group, instance, false)).toBe(true);
    expect(some.mayMeanInstance(group, instanceOf({ state: 'PAUSED' }), false)).toBe(false);
  });

  it('mean only what is in one of the regions', () => {
    const regions = ['us-east-1', 'us-west-2'];
    expect(select({ regions }).mayMean(group)).toBe(true);
    expect(select({ regions }).mayMean(rooted)).toBe(false);
    expect(select({ regions: ['us-west-2'], includeFilters: [{ id: ['sig-1'] }] }).mayMean(group)).toBe(false);
  });

  it.each<[Filter[], string[], boolean]>([
    [[{ id: ['sig-1', 'sig-2'] }, { id: ['sig-2'], state: ['ACTIVE'] }], ['sig-1', 'sig-2'], true],
    [[{ id: ['sig-1'] }, { name: ['kafka'] }], ['sig-1'], false],
    [[{ id: ['sig-1', 'sig-2*'] }], ['sig-1'], false],
    [[{}], [], false],
    [[], [], false],
  ])('%j name the ids %j, beyond which nothing is meant: %s', (includeFilters, ids, isConfined) => {
    const excludeFilters = [{ id: ['sig-9'] }];
    expect(select({ includeFilters, excludeFilters })).toMatchObject({ ids, isConfined });
  });
});
