import { beforeEach, expect, it } from '@jest/globals';
import { createRecords, type Records } from './records.ts';
import type { StateBackend } from './state/state-backend.ts';
import { describeOnEachStore } from './testing/stores.ts';

/** The same state, where the reply of the next change is lost after it took effect, so that the step runs again. */
function losingReplies(state: StateBackend): StateBackend {
  let isLost = true;
  return {
    ...state,
    async change(scopes, plan) {
      const result = await state.change(scopes, plan);
      if (!isLost) return result;
      isLost = false;
      return state.change(scopes, plan);
    },
  };
}

describeOnEachStore('records', (store) => {
  let state: StateBackend;
  let records: Records<{ n: number }>;
  beforeEach(async () => {
    state = await store.open();
    records = createRecords(state, 'a');
  });
  const any = () => true;

  it('let one of two simultaneous, equal values in', async () => {
    const other = createRecords<{ n: number }>(await store.open(), 'a');
    const conflicts = await Promise.all([records.putUnless('x', { n: 1 }, any), other.putUnless('x', { n: 1 }, any)]);
    expect(conflicts.filter((conflict) => conflict === undefined)).toHaveLength(1);
  });

  it('take no own value whose reply was lost for a conflict', async () => {
    const losing = createRecords<{ n: number }>(losingReplies(state), 'a');
    expect(await losing.putUnless('x', { n: 1 }, any)).toBeUndefined();
    expect(await losing.putUnless('x', { n: 1 }, any)).toEqual({ n: 1 });
    expect(await records.list()).toEqual([{ key: 'x', value: { n: 1 } }]);
  });

  it('are changed by one process after the other', async () => {
    const other = createRecords<{ n: number }>(await store.open(), 'a');
    const add = (to: Records<{ n: number }>) => to.update('x', (current) => ({ n: (current?.n ?? 0) + 1 }));
    await Promise.all(Array.from({ length: 20 }, (_, n) => add(n % 2 === 0 ? records : other)));
    expect(await records.get('x')).toEqual({ n: 20 });
  });
});
