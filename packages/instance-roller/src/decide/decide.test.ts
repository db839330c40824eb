import { describe, expect, it } from '@jest/globals';
import { connectionFinding, decide, type Decision, blockedReason, workLeft } from './decide.ts';
import type { Facts, InstanceFacts, MemberFact } from './facts.ts';
import { checkOf, currentOf, factsOf, findingOf, instanceOf, memberOf, statefulOf } from './fixtures.ts';

/** A name, the facts, what is decided with its code, and what else counts of the decision. */
type Case = [name: string, facts: Facts, decided: string, more?: Partial<Record<keyof Decision, unknown>>];

/** A pattern stands for a text that it matches. */
const likely = (value: unknown): unknown => (value instanceof RegExp ? expect.stringMatching(value) : value);

const decides = (cases: readonly Case[]): void =>
  it.each(cases)('%s', (_, facts, decided, more = {}) => {
    const decision = decide(facts);
    expect(decision ? `${decision.decision} ${decision.code}` : 'nothing').toBe(decided);
    for (const [name, value] of Object.entries(more)) expect(decision).toHaveProperty(name, likely(value));
  });

/** What is known before anything but Spot was asked. */
const spot = (fields: Partial<InstanceFacts> = {}, more: Partial<Facts> = {}): Facts =>
  factsOf(instanceOf(fields), { check: undefined, connection: undefined, ...more });
/** The same of an instance on the target. */
const onTarget = (fields: Partial<InstanceFacts> = {}): Facts => spot(currentOf(fields));
const known = (more: Partial<Facts>, fields: Partial<InstanceFacts> = {}): Facts => factsOf(instanceOf(fields), more);
/** It was recycled, and awaits only its check. */
const back = (fields: Partial<InstanceFacts> = {}): InstanceFacts => currentOf({ awaitsCheck: true, ...fields });

const root = findingOf('root-persisted');
const warning = findingOf('several-zones', { severity: 'warn' });
const otherOut = findingOf('other-not-active', { subject: 'ssi-2' });
const rules = (...codes: string[]) => checkOf({ safe: false, findings: codes.map((code) => findingOf(code)) });
const yielding = checkOf({ safe: false, yieldTo: ['10.0.0.3', '10.0.0.2'] });
const closed = { closedPorts: [{ address: '10.0.0.2', port: 2181 }] };
const lost = { connection: { isReached: false, reason: 'no route to host' } };

describe('1. an instance that the run is not about', () => {
  const isInRun = false;
  decides([
    ['is skipped', spot({}, { isInRun }), 'skip not-in-run'],
    ['is skipped before Spot is read', known({ isInRun, instance: undefined }), 'skip not-in-run'],
    ['is skipped after one that was not finished', known({ isInRun, unfinished: ['b'] }), 'skip not-in-run'],
    ['is skipped though a finding blocks it', known({ isInRun }, { findings: [root] }), 'skip not-in-run'],
  ]);
});

describe('2. an instance after one that was not finished', () => {
  const unfinished = ['host-b', 'host-c'];
  const reason = expect.stringMatching(/^host-b, host-c was begun before ssi-1/);
  decides([
    ['is refused', known({ unfinished }), 'refuse unfinished', { reason, hint: expect.any(String) }],
    ['is refused before Spot is read', known({ unfinished, instance: undefined }), 'refuse unfinished'],
    ['is refused though the inventory is stale', known({ unfinished }, { address: '10.9.9.9' }), 'refuse unfinished'],
    ['is refused though it is on the target', { ...onTarget(), unfinished }, 'refuse unfinished'],
  ]);
});

describe('3. an inventory that is out of date', () => {
  const address = '10.0.0.9';
  const reason = 'ssi-1 is at 10.0.0.9, the inventory has it at 10.0.0.1';
  const hint = expect.stringContaining('ESG_CONFIG');
  decides([
    ['is refused for another address', spot({ address }), 'refuse inventory-stale', { reason }],
    ['is refused for another cluster', spot({ cluster: 'kafka' }), 'refuse inventory-differs', { hint }],
    ['is refused for the address first', spot({ address, cluster: 'kafka' }), 'refuse inventory-stale'],
    ['is refused though the instance is on the target', onTarget({ address }), 'refuse inventory-stale'],
    ['is refused though a finding blocks it', spot({ address, findings: [root] }), 'refuse inventory-stale'],
    ['is none where the instance has no address', known({}, { address: null }), 'recycle not-on-target'],
    ['is none where it says nothing', known({ inventory: {} }, { address, cluster: 'k' }), 'recycle not-on-target'],
  ]);
});

describe('4. an instance on the target', () => {
  const paused = { stateful: statefulOf({ state: 'PAUSED' }), findings: [findingOf('not-active')] };
  decides([
    ['is skipped', onTarget(), 'skip on-target'],
    ['is skipped though a finding blocks it', onTarget({ findings: [root] }), 'skip on-target'],
    ['is skipped though another is out', onTarget({ others: [memberOf(2, { state: 'ERROR' })] }), 'skip on-target'],
    ['is no skip while its check is awaited', factsOf(back()), 'verify check-awaited'],
    ['is no skip while its recycle is under way', factsOf(currentOf({ isUnderWay: true })), 'recycle under-way'],
    ['is no skip while it is not ACTIVE', onTarget(paused), 'refuse not-active'],
    ['is no skip where its image is unknown', known({}, { due: null }), 'recycle image-unknown'],
  ]);
});

describe('5. a finding', () => {
  const blocked = (...findings: InstanceFacts['findings']): Facts => spot({ findings });
  const hinted = ['Wait.', 'Look.', 'Wait.'].map((hint, index) => findingOf(`a${index}`, { hint }));
  const moving = [memberOf(2, { state: 'RECYCLING' })];
  decides([
    ['refuses what it blocks', blocked(root), 'refuse root-persisted', { reason: 'root-persisted is true' }],
    ['refuses for all that block', blocked(root, findingOf('b')), 'refuse root-persisted', { reason: /b is true/ }],
    ['refuses with every hint once', blocked(...hinted), 'refuse a0', { hint: 'Wait. Look' }],
    ['refuses with all findings', blocked(warning, root), 'refuse root-persisted', { findings: [warning, root] }],
    ['refuses by its code where another is out too', blocked(otherOut, findingOf('b')), 'refuse b'],
    ['refuses before others are waited for', spot({ findings: [root], others: moving }), 'refuse root-persisted'],
    ['refuses before others go first', known({ check: yielding }, { findings: [root] }), 'refuse root-persisted'],
    ['refuses one that awaits its check', factsOf(back({ findings: [root] })), 'refuse root-persisted'],
    ['refuses nothing by a warning', known({}, { findings: [warning] }), 'recycle not-on-target'],
    ['refuses nothing as others are out', known({}, { findings: [otherOut] }), 'recycle not-on-target'],
  ]);

  it('is not waited for', () => expect(decide(blocked(root))?.mayPass).toBeUndefined());
});

describe('6. a member that is out', () => {
  const out = (fields: Partial<MemberFact>): Facts => spot({ others: [memberOf(2, { hint: 'Resume', ...fields })] });
  const two = [memberOf(2, { state: 'PAUSED' }), memberOf(3, { state: 'RECYCLING' })];
  const refused = 'refuse other-not-active';
  const reason = 'The gate before the recycle of ssi-1 stayed shut: ssi-2 is RECYCLING at 10.0.0.2';
  decides([
    ['is waited for on its way', out({ state: 'RECYCLING' }), refused, { mayPass: true, hint: undefined, reason }],
    ['is waited for without an address', out({ address: null }), refused, { mayPass: true }],
    ['is waited for in its recycle', out({ state: 'PAUSED', isUnderWay: true }), refused, { mayPass: true }],
    ['stays out PAUSED', out({ state: 'PAUSED' }), refused, { mayPass: false, hint: 'Resume' }],
    ['stays out in ERROR', out({ state: 'ERROR', isUnderWay: true }), refused, { mayPass: false }],
    ['stays out while it is deallocated', out({ state: 'DEALLOCATING' }), refused, { mayPass: false }],
    ['stays out though a third may come back', spot({ others: two }), refused, { mayPass: false }],
    ['refuses before others go first', known({ check: yielding }, { others: two }), refused],
    ['refuses one whose recycle is under way', spot({ isUnderWay: true, others: two }), refused],
    ['is for the check of one that is back', factsOf(back({ others: two })), 'verify check-awaited'],
  ]);
});

describe('7. an instance that lets others go first', () => {
  const failing = checkOf({ yieldTo: ['10.0.0.2'], findings: [findingOf('in-sync')] });
  const [deferred, ids] = ['defer others-first', { yieldTo: ['ssi-3', 'ssi-2'] }];
  decides([
    ['is deferred, naming them by id', known({ check: yielding }), deferred, ids],
    ['is deferred before ports are waited for', known({ check: { ...yielding, ...closed } }), deferred, ids],
    ['is deferred though the check fails', known({ check: failing }), deferred, { yieldTo: ['ssi-2'] }],
    ['is deferred though it cannot be reached', known({ check: yielding, ...lost }), deferred],
    ['is deferred while it awaits its check', factsOf(back(), { check: yielding }), deferred, ids],
    ['goes where leaders go last', known({ check: yielding, leader: 'last' }), 'recycle not-on-target'],
    ['goes once its recycle is under way', known({ check: yielding }, { isUnderWay: true }), 'recycle under-way'],
    ['goes where it names nobody', known({ check: checkOf({ role: 'leader' }) }), 'recycle not-on-target'],
  ]);
});

describe('8. ports and health of the cluster', () => {
  const check = rules('in-sync');
  const lasting = checkOf({ findings: [findingOf('a'), findingOf('b', { hint: 'Add one' })], unsatisfiable: ['b'] });
  const port = { mayPass: true, reason: /stayed shut: 10\.0\.0\.2:2181 does not answer$/ };
  const rule = { mayPass: true, reason: 'The gate before 10.0.0.1 is shut: in-sync: in-sync is true' };
  const healed = { mayPass: false, hint: 'Add one', reason: /Waiting cannot help with b$/ };
  decides([
    ['are waited for where a port is closed', known({ check: closed }), 'refuse port-closed', port],
    ['are waited for where a rule stands', known({ check }), 'refuse in-sync', rule],
    ['refuse what waiting cannot heal', known({ check: lasting }), 'refuse a', healed],
    ['refuse by the port first', known({ check: { ...check, ...closed } }), 'refuse port-closed'],
    ['refuse before the connection counts', known({ check, ...lost }), 'refuse in-sync'],
    ['name the phase of one that is back', factsOf(back(), { check }), 'refuse in-sync', { reason: /^The gate after/ }],
    [
      'name the id without an address',
      known({ check }, { address: null }),
      'refuse in-sync',
      { reason: /before ssi-1/ },
    ],
    ['pass with a warning', known({ check: checkOf({ findings: [warning] }) }), 'recycle not-on-target'],
    ['pass where nothing asks for them', known({ check: {} }), 'recycle not-on-target'],
    ['decide nothing before they are read', spot(), 'nothing'],
  ]);
});

describe('9. an instance that cannot be reached', () => {
  const refused = 'refuse host-unreachable';
  const reason = 'ssi-1 serves, and Ansible cannot connect to 10.0.0.1: no route to host';
  const bare = { reason: 'ssi-1 serves, and Ansible cannot connect to it' };
  const down = { stateful: statefulOf({ state: 'RECYCLING' }) };
  const overridden = ['host-unreachable'];
  decides([
    ['is refused while it serves', known(lost), refused, { reason, hint: /override host-unreachable/ }],
    ['is refused where nothing asks the cluster', known({ ...lost, check: {} }), refused],
    ['is refused without a reason', known({ connection: { isReached: false } }, { address: null }), refused, bare],
    ['goes while its node is down', known({ ...lost, check: checkOf({ serving: false }) }), 'recycle not-on-target'],
    ['goes while it is not ACTIVE', known(lost, down), 'recycle not-on-target'],
    ['goes where that is overridden', known({ ...lost, overridden }), 'recycle not-on-target'],
    [
      'is verified all the same when it awaits only its check',
      known({ ...lost }, { due: false, awaitsCheck: true }),
      'verify check-awaited',
    ],
    ['goes all the same when its recycle is under way', known({ ...lost }, { isUnderWay: true }), 'recycle under-way'],
    ['goes where no connection was tried', known({ connection: undefined }), 'recycle not-on-target'],
    ['goes by a local connection', known({ connection: { isReached: true } }), 'recycle not-on-target'],
  ]);
});

describe('10. an instance that may go', () => {
  const since = '2026-06-01T00:00:00.000Z';
  const reason = `ssi-1: launched before ${since}`;
  const own = findingOf('single-replica', { severity: 'warn' });
  const noted = known({ check: checkOf({ findings: [own] }) }, { findings: [warning, otherOut] });
  decides([
    ['is recycled', known({}), 'recycle not-on-target', { reason: 'ssi-1: image differs', yieldTo: [] }],
    ['is recycled by its age', factsOf(currentOf({ due: true, since })), 'recycle launched-before', { reason }],
    ['is recycled when it is due again', known({}, { awaitsCheck: true }), 'recycle not-on-target'],
    ['is recycled while that is under way', factsOf(back({ isUnderWay: true })), 'recycle under-way'],
    ['is recycled without an address', known({}, { address: null }), 'recycle not-on-target'],
    ['is recycled with all warnings', noted, 'recycle not-on-target', { findings: [warning, own] }],
    ['is verified where only its check is left', factsOf(back()), 'verify check-awaited'],
    ['is verified before its ports are asked', factsOf(back(), { check: {} }), 'verify check-awaited'],
  ]);
});

describe('decide', () => {
  it('decides nothing before Spot is read', () => expect(decide(known({ instance: undefined }))).toBeUndefined());

  it('changes none of its facts', () => {
    const facts = spot({ findings: [root] });
    const before = structuredClone(facts);
    decide(facts);
    expect(facts).toEqual(before);
  });
});

describe('connectionFinding', () => {
  it.each([yielding, rules('in-sync'), undefined])('counts whatever else is found: %#', (check) =>
    expect(connectionFinding(known({ ...lost, check }))).toMatchObject({ code: 'host-unreachable', subject: 'ssi-1' }),
  );

  it('is none before Spot is read', () =>
    expect(connectionFinding(known({ ...lost, instance: undefined }))).toBeUndefined());
});

describe('workLeft', () => {
  it.each<[string, Partial<InstanceFacts>]>([
    ['under-way', { isUnderWay: true, awaitsCheck: true, due: false }],
    ['check-awaited', { awaitsCheck: true, due: false }],
    ['image-unknown', { awaitsCheck: true, due: null }],
    ['on-target', { due: false }],
    ['not-on-target', { since: '2026-06-01T00:00:00.000Z' }],
    ['launched-before', { stateful: statefulOf({ imageId: 'ami-new' }) }],
  ])('is %s', (code, fields) => expect(workLeft(instanceOf(fields)).code).toBe(code));
});

describe('blockedReason', () => {
  it('names every rule that stands, and what waiting cannot help with', () => {
    const findings = [findingOf('a', { message: 'two of three.' }), warning, findingOf('b')];
    expect(blockedReason('after', '10.0.0.1', { findings, unsatisfiable: ['b'] })).toBe(
      'The gate after 10.0.0.1 is shut: a: two of three. b: b is true. Waiting cannot help with b',
    );
  });
});
