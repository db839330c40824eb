import { expect } from '@jest/globals';
import type { InstanceSnapshot, Ledger } from '@esg-recycler/esg-store';
import type { NumberedEvent } from '../../events/event-log.ts';
import { planOf } from '../../fixtures.ts';
import { openLedger } from '../../record/ledger.ts';
import type { AnsibleResult, RollContext, RollView } from '../roll-context.ts';
import { targetsOf } from '../roll-errors.ts';
import { roll } from '../roll.ts';

export const event = (name: string, ssi: string, event_data: Record<string, unknown> = {}): NumberedEvent => ({
  uuid: 'u',
  created: '2026-11-23T07:05:54.000Z',
  counter: 1,
  event: name,
  ssi,
  event_data,
});

/** Instances by id and image, and an Ansible that recycles every instance it gets. */
export class SimulatedCluster implements RollContext {
  images: Map<string, string>;
  target = 'ami-new';
  attempts: string[] = [];
  restored: string[] = [];
  /** The current leader, which defers to all other due instances. */
  leader?: string;
  due: string[][] = [];
  onRestore: () => string | undefined = () => undefined;
  saved: Ledger[] = [];
  reported: string[] = [];
  onAttempt: (ssi: string, completes: boolean) => AnsibleResult | undefined = () => undefined;
  onCheck: () => void = () => {};
  checkpoint = (): void => {};
  freeze: string | undefined;
  /** What people decide before an instance starts; default: it starts at once. */
  permit: RollContext['permit'] = () => Promise.resolve({ do: 'go', hasWaited: false });
  isPermitted: RollContext['isPermitted'] = () => Promise.resolve(true);
  awaitTurn?: RollContext['awaitTurn'];
  isBeforeImages?: RollContext['isBeforeImages'];
  /** The instance whose recycle was requested before. */
  underWay?: string;
  setImages?: RollContext['setImages'];
  now = (): Date => new Date(0);

  constructor(...ids: string[]) {
    this.images = new Map(ids.map((ssi) => [ssi, 'ami-old']));
  }

  emit = (name: string, { ssi }: { ssi?: string }): void => {
    this.reported.push([name, ssi].filter(Boolean).join(' '));
  };

  save = (ledger: Ledger): Promise<void> => {
    this.saved.push(ledger);
    return Promise.resolve();
  };

  read(): RollView {
    const { target } = this;
    const candidates = [...this.images].map(([ssi, image]) => ({
      ssi,
      image,
      target,
      due: image !== target,
      isUnderWay: ssi === this.underWay && image !== target,
    }));
    const read = (ssi: string): InstanceSnapshot => ({
      instanceId: `i-${ssi}-${this.images.get(ssi)}`,
      imageId: this.images.get(ssi) ?? null,
      privateIp: null,
      launchedAt: null,
      devices: [],
    });
    const snapshotOf = (ssi: string): InstanceSnapshot | undefined => (this.images.has(ssi) ? read(ssi) : undefined);
    return {
      planned: planOf(...candidates),
      findings:
        this.freeze === undefined
          ? []
          : [{ code: 'frozen', severity: 'block', subject: 'sig-1', message: this.freeze }],
      snapshotOf,
      startOf: snapshotOf,
      verify: (ssi, before) => ({
        verified: read(ssi).instanceId !== before.instanceId,
        evidence: [],
        findings: [],
      }),
    };
  }

  evaluate = (): Promise<RollView> => {
    this.onCheck();
    return Promise.resolve(this.read());
  };

  restore = ({ ssi }: { ssi: string }): Promise<string | undefined> => {
    this.restored.push(ssi);
    return Promise.resolve(this.onRestore());
  };

  runAnsible = ({ ssi }: { ssi: string }, due: readonly string[], completes: boolean): Promise<AnsibleResult> => {
    this.attempts.push(ssi);
    this.due.push([...due]);
    const result = this.onAttempt(ssi, completes);
    if (result) return Promise.resolve(result);
    const yieldTo = due.filter((other) => other !== ssi);
    if (ssi === this.leader && yieldTo.length > 0) {
      const events = [event('instance_deferred', ssi, { yieldTo })];
      return Promise.resolve({ exit: { exitCode: 0 }, events, wasPressed: false });
    }
    this.images.set(ssi, this.target);
    const events = [
      event('recycle_requested', ssi),
      event('gate_passed', ssi, { phase: 'after' }),
      event('instance_finished', ssi),
    ];
    return Promise.resolve({ exit: { exitCode: 0 }, events, wasPressed: false });
  };
}

export const run = async (world: SimulatedCluster, fields: Partial<Ledger> = {}) => {
  const { planned } = world.read();
  const header = { run: 'r1', cluster: 'kafka', groups: ['sig-1'], startedAt: world.now().toISOString(), ...fields };
  const { ledger, error } = await roll(world, openLedger(header, planned), targetsOf(planned));
  expect(world.saved.at(-1)).toBe(ledger);
  return { states: ledger.instances.map(({ ssi, state }) => `${ssi} ${state}`), ledger, error };
};
export const failure = (ssi: string, ...events: NumberedEvent[]): AnsibleResult => ({
  exit: { exitCode: 2 },
  events: [...events, event('runner_on_failed', ssi, { task: 'Gate', msg: 'it fails', role: 'esg_recycle' })],
  wasPressed: false,
});
