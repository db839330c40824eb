import { describe, expect, it } from '@jest/globals';
import { connectionFinding, decide, type Decision, blockedReason, workLeft } from './decide.ts';
import type { Facts, InstanceFacts, MemberFact } from './facts.ts';
import { checkOf, currentOf, factsOf, findingOf, instanceOf, memberOf, statefulOf } from './fixtures.ts';

/** A title, the facts, the decision with its code, and other fields of the decision. */
type Case = [name: string, facts: Facts, decided: string, more?: Partial<Record<keyof Decision, unknown>>];

/** A pattern matches a text. */
const likely = (value: unknown): unknown => (value instanceof RegExp ? expect.stringMatching(value) : value);

const decides = (cases: readonly Case[]): void =>
  it.each(cases)('%s', (_, facts, decided, more = {}) => {
    const decision = decide(facts);
    expect(decision ? `${decision.decision} ${decision.code}` : 'nothing').toBe(decided);
    for (const [name, value] of Object.entries(more)) expect(decision).toHaveProperty(name, likely(value));
  });

/** Facts from Spot only. */
const spot = (fields: Partial<InstanceFacts> = {}, more: Partial<Facts> = {}): Facts =>
  factsOf(instanceOf(fields), { check: undefined, connection: undefined, ...more });
/** The same for an instance on the target. */
const onTarget = (fields: Partial<InstanceFacts> = {}): Facts => spot(currentOf(fields));
const known = (more: Partial<Facts>, fields: Partial<InstanceFacts> = {}): Facts => factsOf(instanceOf(fields), more);
/** An instance that only needs its health check. */
const back = (fields: Partial<InstanceFacts> = {}): InstanceFacts => currentOf({ awaitsCheck: true, ...fields });

const root = findingOf('root-persisted');
const warning = findingOf('several-zones', { severity: 'warn' });
const otherOut = findingOf('other-not-active', { subject: 'ssi-2' });
const rules = (...codes: string[]) => checkOf({ safe: false, findings: codes.map((code) => findingOf(code)) });
const yielding = checkOf({ safe: false, yieldTo: ['10.0.0.3', '10.0.0.2'] });
const closed = { closedPorts: [{ address: '10.0.0.2', port: 2181 }] };
const lost = { connection: { isReached: false, reason: 'no route to host' } };

describe('1. an instance that is not part of the run', () => {
  const isInRun = false;
  decides([
    ['is skipped', spot({}, { isInRun }), 'skip not-in-run'],
    ['is skipped before Spot is read', known({ isInRun, instance: undefined }), 'skip not-in-run'],
    ['is skipped after one that did not finish', known({ isInRun, unfinished: ['b'] }), 'skip not-in-run'],
    ['is skipped although a finding blocks it', known({ isInRun }, { findings: [root] }), 'skip not-in-run'],
  ]);
});

describe('2. an instance after one that did not finish', () => {
  const unfinished = ['host-b', 'host-c'];
  const reason = expect.stringMatching(/^host-b, host-c did not finish in this run, so ssi-1/);
  decides([
    ['is refused', known({ unfinished }), 'refuse unfinished', { reason, hint: expect.any(String) }],
    ['is refused before Spot is read', known({ unfinished, instance: undefined }), 'refuse unfinished'],
    ['is refused although the inventory is stale', known({ unfinished }, { address: '10.9.9.9' }), 'refuse unfinished'],
    ['is refused although it is on the target', { ...onTarget(), unfinished }, 'refuse unfinished'],
  ]);
});

describe('3. an inventory that is out of date', () => {
  const address = '10.0.0.9';
  const reason = 'ssi-1 is at 10.0.0.9, but the inventory lists it at 10.0.0.1';
  const hint = expect.stringContaining('ESG_CONFIG');
  decides([
    ['is refused for another address', spot({ address }), 'refuse inventory-stale', { reason }],
    ['is refused for another cluster', spot({ cluster: 'kafka' }), 'refuse inventory-differs', { hint }],
    ['is refused for the address first', spot({ address, cluster: 'kafka' }), 'refuse inventory-stale'],
    ['is refused although the instance is on the target', onTarget({ address }), 'refuse inventory-stale'],
    ['is refused although a finding blocks it', spot({ address, findings: [root] }), 'refuse inventory-stale'],
    ['is ignored when the instance has no address', known({}, { address: null }), 'recycle not-on-target'],
    ['is ignored when it has no data', known({ inventory: {} }, { address, cluster: 'k' }), 'recycle not-on-target'],
  ]);
});

describe('4. an instance on the target', () => {
  const paused = { stateful: statefulOf({ state: 'PAUSED' }), findings: [findingOf('not-active')] };
  decides([
    ['is skipped', onTarget(), 'skip on-target'],
    ['is skipped although a finding blocks it', onTarget({ findings: [root] }), 'skip on-target'],
    [
      'is skipped although another member is down',
      onTarget({ others: [memberOf(2, { state: 'ERROR' })] }),
      'skip on-target',
    ],
    ['is verified while its health check is pending', factsOf(back()), 'verify check-awaited'],
    ['is recycled while its recycle is in progress', factsOf(currentOf({ isUnderWay: true })), 'recycle under-way'],
    ['is refused while it is not ACTIVE', onTarget(paused), 'refuse not-active'],
    ['is recycled when its image is unknown', known({}, { due: null }), 'recycle image-unknown'],
  ]);
});

describe('5. a finding', () => {
  const blocked = (...findings: InstanceFacts['findings']): Facts => spot({ findings });
  const hinted = ['Wait.', 'Check.', 'Wait.'].map((hint, index) => findingOf(`a${index}`, { hint }));
  const moving = [memberOf(2, { state: 'RECYCLING' })];
  decides([
    [
      'refuses the instance that it blocks',
      blocked(root),
      'refuse root-persisted',
      { reason: 'root-persisted is true' },
    ],
    [
      'refuses with the messages of all that block',
      blocked(root, findingOf('b')),
      'refuse root-persisted',
      { reason: /b is true/ },
    ],
    ['refuses with every hint once', blocked(...hinted), 'refuse a0', { hint: 'Wait. Check' }],
    ['refuses with all findings', blocked(warning, root), 'refuse root-persisted', { findings: [warning, root] }],
    ['refuses by its code when another member is down too', blocked(otherOut, findingOf('b')), 'refuse b'],
    ['refuses before the wait for other members', spot({ findings: [root], others: moving }), 'refuse root-persisted'],
    ['refuses before others go first', known({ check: yielding }, { findings: [root] }), 'refuse root-persisted'],
    [
      'refuses an instance that only needs its health check',
      factsOf(back({ findings: [root] })),
      'refuse root-persisted',
    ],
    ['does not refuse with a warning', known({}, { findings: [warning] }), 'recycle not-on-target'],
    ['does not refuse because other members are down', known({}, { findings: [otherOut] }), 'recycle not-on-target'],
  ]);

  it('is not waited for', () => expect(decide(blocked(root))?.mayPass).toBeUndefined());
});

describe('6. a member that is down', () => {
  const out = (fields: Partial<MemberFact>): Facts => spot({ others: [memberOf(2, { hint: 'Resume', ...fields })] });
  const two = [memberOf(2, { state: 'PAUSED' }), memberOf(3, { state: 'RECYCLING' })];
  const refused = 'refuse other-not-active';
  const reason = 'The health check before the recycle of ssi-1 fails: ssi-2 (10.0.0.2) is RECYCLING';
  decides([
    [
      'is waited for in a transient state',
      out({ state: 'RECYCLING' }),
      refused,
      { mayPass: true, hint: undefined, reason },
    ],
    ['is waited for without an address', out({ address: null }), refused, { mayPass: true }],
    ['is waited for in its recycle', out({ state: 'PAUSED', isUnderWay: true }), refused, { mayPass: true }],
    ['stays down when PAUSED', out({ state: 'PAUSED' }), refused, { mayPass: false, hint: 'Resume' }],
    ['stays down in ERROR', out({ state: 'ERROR', isUnderWay: true }), refused, { mayPass: false }],
    ['stays down while it is deallocated', out({ state: 'DEALLOCATING' }), refused, { mayPass: false }],
    ['stays down although a third may come back', spot({ others: two }), refused, { mayPass: false }],
    ['refuses before others go first', known({ check: yielding }, { others: two }), refused],
    ['refuses an instance whose recycle is in progress', spot({ isUnderWay: true, others: two }), refused],
    [
      'is ignored for an instance that only needs its health check',
      factsOf(back({ others: two })),
      'verify check-awaited',
    ],
  ]);
});

describe('7. an instance that defers to others', () => {
  const failing = checkOf({ yieldTo: ['10.0.0.2'], findings: [findingOf('in-sync')] });
  const [deferred, ids] = ['defer others-first', { yieldTo: ['ssi-3', 'ssi-2'] }];
  decides([
    ['is deferred with their ids', known({ check: yielding }), deferred, ids],
    ['is deferred before the wait for ports', known({ check: { ...yielding, ...closed } }), deferred, ids],
    ['is deferred although the check fails', known({ check: failing }), deferred, { yieldTo: ['ssi-2'] }],
    ['is deferred although it is unreachable', known({ check: yielding, ...lost }), deferred],
    ['is deferred while its health check is pending', factsOf(back(), { check: yielding }), deferred, ids],
    ['is recycled when leaders go last', known({ check: yielding, leader: 'last' }), 'recycle not-on-target'],
    [
      'is recycled once its recycle is in progress',
      known({ check: yielding }, { isUnderWay: true }),
      'recycle under-way',
    ],
    ['is recycled when no other is named', known({ check: checkOf({ role: 'leader' }) }), 'recycle not-on-target'],
  ]);
});

describe('8. ports and health of the cluster', () => {
  const check = rules('in-sync');
  const lasting = checkOf({ findings: [findingOf('a'), findingOf('b', { hint: 'Add one' })], unsatisfiable: ['b'] });
  const port = { mayPass: true, reason: /fails: 10\.0\.0\.2:2181 does not accept connections$/ };
  const rule = {
    mayPass: true,
    reason: 'The health check before the recycle of 10.0.0.1 fails: in-sync: in-sync is true',
  };
  const healed = { mayPass: false, hint: 'Add one', reason: /Waiting does not help with b$/ };
  decides([
    ['are waited for when a port is closed', known({ check: closed }), 'refuse port-closed', port],
    ['are waited for when a rule fails', known({ check }), 'refuse in-sync', rule],
    ['refuse when waiting does not help', known({ check: lasting }), 'refuse a', healed],
    ['refuse because of the port first', known({ check: { ...check, ...closed } }), 'refuse port-closed'],
    ['refuse before the connection counts', known({ check, ...lost }), 'refuse in-sync'],
    [
      'name the phase after a recycle',
      factsOf(back(), { check }),
      'refuse in-sync',
      { reason: /^The health check after/ },
    ],
    [
      'name the id of an instance without an address',
      known({ check }, { address: null }),
      'refuse in-sync',
      { reason: /before the recycle of ssi-1/ },
    ],
    ['pass with a warning', known({ check: checkOf({ findings: [warning] }) }), 'recycle not-on-target'],
    ['pass when they are not configured', known({ check: {} }), 'recycle not-on-target'],
    ['decide nothing before they are read', spot(), 'nothing'],
  ]);
});

describe('9. an unreachable instance', () => {
  const refused = 'refuse host-unreachable';
  const reason = 'ssi-1 is serving, but Ansible cannot connect to 10.0.0.1: no route to host';
  const unchecked = { reason: 'ssi-1 is ACTIVE, but Ansible cannot connect to 10.0.0.1: no route to host' };
  const bare = { reason: 'ssi-1 is serving, but Ansible cannot connect to it' };
  const down = { stateful: statefulOf({ state: 'RECYCLING' }) };
  const overridden = ['host-unreachable'];
  decides([
    ['is refused while it is serving', known(lost), refused, { reason, hint: /--override 'host-unreachable=REASON'/ }],
    ['is refused without a health check', known({ ...lost, check: {} }), refused, unchecked],
    ['is refused without a reason', known({ connection: { isReached: false } }, { address: null }), refused, bare],
    [
      'is recycled while its node is down',
      known({ ...lost, check: checkOf({ serving: false }) }),
      'recycle not-on-target',
    ],
    ['is recycled while it is not ACTIVE', known(lost, down), 'recycle not-on-target'],
    ['is recycled when that is overridden', known({ ...lost, overridden }), 'recycle not-on-target'],
    [
      'is verified when it only needs its health check',
      known({ ...lost }, { due: false, awaitsCheck: true }),
      'verify check-awaited',
    ],
    ['is recycled when its recycle is in progress', known({ ...lost }, { isUnderWay: true }), 'recycle under-way'],
    ['is recycled when no connection was tried', known({ connection: undefined }), 'recycle not-on-target'],
    ['is recycled with a local connection', known({ connection: { isReached: true } }), 'recycle not-on-target'],
  ]);
});

describe('10. an instance that can be recycled', () => {
  const since = '2026-06-01T00:00:00.000Z';
  const reason = `ssi-1: launched before ${since}`;
  const own = findingOf('single-replica', { severity: 'warn' });
  const noted = known({ check: checkOf({ findings: [own] }) }, { findings: [warning, otherOut] });
  decides([
    ['is recycled', known({}), 'recycle not-on-target', { reason: 'ssi-1: image differs', yieldTo: [] }],
    [
      'is recycled because of its launch time',
      factsOf(currentOf({ due: true, since })),
      'recycle launched-before',
      { reason },
    ],
    ['is recycled when it is due again', known({}, { awaitsCheck: true }), 'recycle not-on-target'],
    ['is recycled while its recycle is in progress', factsOf(back({ isUnderWay: true })), 'recycle under-way'],
    ['is recycled without an address', known({}, { address: null }), 'recycle not-on-target'],
    ['is recycled with all warnings', noted, 'recycle not-on-target', { findings: [warning, own] }],
    ['is verified when only its health check remains', factsOf(back()), 'verify check-awaited'],
    ['is verified before its ports are checked', factsOf(back(), { check: {} }), 'verify check-awaited'],
  ]);
});

describe('decide', () => {
  it('decides nothing before Spot is read', () => expect(decide(known({ instance: undefined }))).toBeUndefined());

  it('does not change its facts', () => {
    const facts = spot({ findings: [root] });
    const before = structuredClone(facts);
    decide(facts);
    expect(facts).toEqual(before);
  });
});

describe('connectionFinding', () => {
  it.each([yielding, rules('in-sync'), undefined])('is independent of other findings: %#', (check) =>
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
  it('lists every failing rule, and those that waiting does not fix', () => {
    const findings = [findingOf('a', { message: 'two of three.' }), warning, findingOf('b')];
    expect(blockedReason('after', '10.0.0.1', { findings, unsatisfiable: ['b'] })).toBe(
      'The health check after the recycle of 10.0.0.1 fails: a: two of three. b: b is true. Waiting does not help with b',
    );
  });
});
