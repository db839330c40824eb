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
  ])('%j matches: %s; as an excluding filter the opposite', (filter, isMeant) => {
    expect(including(filter).mayMatch(group)).toBe(isMeant);
    expect(including(filter).mayMatchInstance(group, instance, false)).toBe(isMeant);
    expect(excluding(filter).mayMatch(group)).toBe(!isMeant);
    expect(excluding(filter).mayMatchInstance(group, instance, false)).toBe(!isMeant);
  });
});

describe('a value that no group has', () => {
  it('is reported per value, for every setting', () => {
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

  it('does not include keys of instances', () => {
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
  ])('%j does not exclude the group, and then matches: %s', (filter, isMeant) => {
    expect(including(filter).mayMatch(group)).toBe(true);
    expect(including(filter).mayMatchInstance(group, instance, false)).toBe(isMeant);
    expect(excluding(filter).mayMatch(group)).toBe(true);
    expect(excluding(filter).mayMatchInstance(group, instance, false)).toBe(!isMeant);
  });

  it('excludes its group together with a filter on the group', () => {
    expect(including({ state: ['ACTIVE'], name: ['web'] }).mayMatch(group)).toBe(false);
  });

  it.each([true, false])('on drift %s matches no instance with unknown drift', (drift) => {
    const selection = including({ image_drift: [drift] });
    expect(selection.mayMatch(rooted)).toBe(false);
    expect(selection.mayMatchInstance(rooted, instance, true)).toBe(false);
    const unknown = instanceOf({ imageId: null });
    expect(selection.mayMatchInstance(group, unknown, false)).toBe(false);
    expect(selection.mayMatchInstance(group, unknown, true)).toBe(true);
    expect(excluding({ image_drift: [drift] }).mayMatchInstance(group, unknown, false)).toBe(true);
  });
});

describe('several filters', () => {
  it('match any including filter and no excluding filter', () => {
    const includeFilters: Filter[] = [{ name: ['kafka-*'] }, { id: ['sig-2'] }];
    expect(select({ includeFilters }).mayMatch(group)).toBe(true);
    expect(select({ includeFilters }).mayMatch(rooted)).toBe(true);
    const some = select({ includeFilters, excludeFilters: [{ state: ['PAUSED'] }, { name: ['root*'] }] });
    expect(some.mayMatch(group)).toBe(true);
    expect(some.mayMatch(rooted)).toBe(false);
    expect(some.mayMatchInstance(group, instance, false)).toBe(true);
    expect(some.mayMatchInstance(group, instanceOf({ state: 'PAUSED' }), false)).toBe(false);
  });

  it('match only groups in one of the regions', () => {
    const regions = ['us-east-1', 'us-west-2'];
    expect(select({ regions }).mayMatch(group)).toBe(true);
    expect(select({ regions }).mayMatch(rooted)).toBe(false);
    expect(select({ regions: ['us-west-2'], includeFilters: [{ id: ['sig-1'] }] }).mayMatch(group)).toBe(false);
  });

  it.each<[Filter[], string[], boolean]>([
    [[{ id: ['sig-1', 'sig-2'] }, { id: ['sig-2'], state: ['ACTIVE'] }], ['sig-1', 'sig-2'], true],
    [[{ id: ['sig-1'] }, { name: ['kafka'] }], ['sig-1'], false],
    [[{ id: ['sig-1', 'sig-2*'] }], ['sig-1'], false],
    [[{}], [], false],
    [[], [], false],
  ])('%j have the ids %j, and match only these: %s', (includeFilters, ids, isConfined) => {
    const excludeFilters = [{ id: ['sig-9'] }];
    expect(select({ includeFilters, excludeFilters })).toMatchObject({ ids, isConfined });
  });
});
