import { randomUUID } from 'node:crypto';
import type { Change, Entry, Planned, StateBackend, StateView } from './state/state-backend.ts';

/** Values of one kind, by key. A value survives a crash and a power failure once `put` has resolved. */
export interface Records<T> {
  put(key: string, value: T): Promise<void>;
  get(key: string): Promise<T | undefined>;
  /**
   * Replaces the current value with the result of a function, in one transaction.
   *
   * @param change a pure function; returns undefined to change nothing
   */
  update(key: string, change: (current: T | undefined) => T | undefined): Promise<void>;
  /**
   * Stores a value unless an existing value conflicts with it, in one transaction.
   *
   * @returns the conflicting value
   */
  putUnless(key: string, value: T, conflicts: (other: T) => boolean): Promise<T | undefined>;
  /** Does nothing for a missing key. */
  delete(key: string): Promise<void>;
  /** Sorted by key. */
  list(): Promise<{ key: string; value: T }[]>;
}

export function createRecords<T>(state: StateBackend, namespace: string): Records<T> {
  const list = (entries: readonly Entry[]) => entries.map(({ key, text }) => ({ key, value: JSON.parse(text) as T }));
  const only = ({ entries }: StateView): T | undefined => list(entries)[0]?.value;
  const put = (key: string, value: T): Change => ({ namespace, key, text: JSON.stringify(value) });
  const write = <R>(result: R, ...changes: Change[]): Planned<R> => ({ result, changes });
  return {
    // A write that is delayed on its way is refused once the value it was meant for is another: hence the scope.
    put: (key, value) => state.change([{ namespace, key }], () => write(undefined, put(key, value))),
    get: async (key) => only(await state.read([{ namespace, key }])),
    update: (key, change) =>
      state.change([{ namespace, key }], (view) => {
        const next = change(only(view));
        return next === undefined ? write(undefined) : write(undefined, put(key, next));
      }),
    putUnless: (key, value, conflicts) => {
      // A step that runs again because its reply was lost recognizes its own write, and only that, by this mark.
      const mark: Change = { namespace: 'writers', key: `${namespace}/${key}`, text: randomUUID() };
      return state.change([{ namespace }, { namespace: mark.namespace, key: mark.key }], ({ entries }) => {
        if (entries.some((entry) => entry.namespace === mark.namespace && entry.text === mark.text)) {
          return write<T | undefined>(undefined);
        }
        const existing = list(entries.filter((entry) => entry.namespace === namespace)).find((one) =>
          conflicts(one.value),
        )?.value;
        return existing === undefined ? write(existing, put(key, value), mark) : write(existing);
      });
    },
    delete: (key) => state.change([{ namespace, key }], () => write(undefined, { namespace, key, text: undefined })),
    list: async () => list((await state.read([{ namespace }])).entries),
  };
}
