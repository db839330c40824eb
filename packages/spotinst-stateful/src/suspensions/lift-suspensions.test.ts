import { describe, expect, it } from '@jest/globals';
import { openIntent, type RecycleIntent } from '../records/intents.ts';
import { closeRootJournal, openRootJournal, type RootJournal } from '../records/root-records.ts';
import { all, apply, everything, lift, scene, suspensionJournals } from './test-support/two-groups.ts';

describe('suspensions of a group whose root persistence is off', () => {
  it('stay until it is on again', async () => {
    await apply();
    const journal: RootJournal = {
      kind: 'replace-root',
      group: 'sig-1',
      ssi: 'ssi-1',
      data: { target: 'ami-new', number: scene.lease.number },
      openedAt: new Date().toISOString(),
    };
    await openRootJournal(scene.store, journal);
    await lift();
    expect(everything()).toEqual([all, []]);
    expect(scene.reported.join('\n')).toMatch(
      /^sig-1: PREVENTIVE_.* stay suspended, because its root volumes are not persisted now/m,
    );
    await closeRootJournal(scene.store, journal);
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });
});

describe('suspensions while an instance is not back from its recycle', () => {
  it('stay, with a line that names the instance', async () => {
    await apply();
    const intent: RecycleIntent = {
      group: 'sig-1',
      ssi: 'ssi-1',
      instanceId: 'i-1',
      imageId: 'ami-old',
      privateIp: null,
      launchedAt: null,
      devices: [],
      target: 'ami-new',
      requestedAt: new Date().toISOString(),
      number: scene.lease.number,
    };
    expect(await openIntent(scene.store, intent)).toBeUndefined();
    await lift();
    expect(everything()[0]).toEqual(all);
    expect(scene.reported.at(-2)).toMatch(
      /^sig-1: PREVENTIVE_.* stay suspended, because ssi-1 is not back from its recycle and /,
    );
  });
});
