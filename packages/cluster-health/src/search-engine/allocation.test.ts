import { describe, expect, it } from '@jest/globals';
import {
  effective,
  enableSetting,
  isDone,
  preparation,
  restoration,
  savedSetting,
  type SettingsUpdate,
  type StoredSettings,
} from './allocation.ts';

const at = new Date('2026-01-02T03:04:05Z');
const allocation = (value: string) => ({ [enableSetting]: value });
const initial: [name: string, settings: StoredSettings][] = [
  ['no value', { persistent: {}, transient: {} }],
  ['a persistent value', { persistent: allocation('new_primaries'), transient: {} }],
  ['a transient value', { persistent: {}, transient: allocation('none') }],
  ['both values', { persistent: allocation('all'), transient: allocation('new_primaries') }],
];

/** Applies an update as the cluster does. */
function apply({ persistent, transient }: StoredSettings, update: SettingsUpdate | undefined): StoredSettings {
  const merge = (values: object, change: object = {}) =>
    Object.fromEntries(Object.entries({ ...values, ...change }).filter(([, value]) => value !== null));
  return { persistent: merge(persistent, update?.persistent), transient: merge(transient, update?.transient) };
}

describe.each(initial)('with %s', (_, settings) => {
  const update = preparation(settings, '10.0.0.1', at);
  const prepared = apply(settings, update);

  it('prepares with primaries and saves the node', () => {
    expect(effective(prepared)).toBe('primaries');
    expect(isDone(settings, update!)).toBe(false);
    expect(isDone(prepared, update!)).toBe(true);
    expect(JSON.parse(String(prepared.persistent[savedSetting]))).toEqual({
      persistent: settings.persistent[enableSetting] ?? null,
      transient: settings.transient[enableSetting] ?? null,
      node: '10.0.0.1',
      at: '2026-01-02T03:04:05.000Z',
    });
  });

  it('restores exactly the saved values, once', () => {
    const restored = apply(prepared, restoration(prepared));
    expect(restored).toEqual(settings);
    expect(restoration(restored)).toBeUndefined();
  });

  it('keeps the first save when it prepares again for another node', () => {
    expect(preparation(prepared, '10.0.0.2', at)).toBeUndefined();
    const undone = apply(prepared, { persistent: allocation('all') });
    const again = apply(undone, preparation(undone, '10.0.0.2', at));
    expect(effective(again)).toBe('primaries');
    expect(apply(again, restoration(again))).toEqual(settings);
  });
});

it('does not change other settings', () => {
  const settings = { persistent: { 'cluster.max_shards_per_node': '10' }, transient: { 'logger._root': 'DEBUG' } };
  const prepared = apply(settings, preparation(settings, '10.0.0.1', at));
  expect(prepared).toMatchObject(settings);
  expect(apply(prepared, restoration(prepared))).toEqual(settings);
});

it('rejects a transient value that was set after the save', () => {
  const empty = { persistent: {}, transient: {} };
  const prepared = apply(empty, preparation(empty, '10.0.0.1', at));
  const overruled = apply(prepared, { persistent: {}, transient: allocation('all') });
  expect(() => preparation(overruled, '10.0.0.2', at)).toThrow(
    'The transient setting cluster.routing.allocation.enable=all overrides what was prepared for 10.0.0.1 at 2026-01-02T03:04:05.000Z',
  );
});

it.each(['{', '{}', '{"persistent":1}'])('neither overwrites nor restores an invalid save (%s)', (text) => {
  const settings = { persistent: { [savedSetting]: text }, transient: {} };
  for (const decide of [() => preparation(settings, '10.0.0.1', at), () => restoration(settings)]) {
    expect(decide).toThrow(expect.objectContaining({ code: 'save-unreadable', exitCode: 3 }));
  }
});
