import type { Ledger } from '@esg-recycler/esg-store';
import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const texts = z.record(z.string(), z.string()).optional().catch(undefined);
const device = z.object({
  deviceName: z.string().nullable().catch(null),
  volumeId: z.string().nullable().catch(null),
  snapshotId: z.string().nullable().catch(null),
});
const snapshot = z.object({
  instanceId: z.string().nullable().catch(null),
  imageId: z.string().nullable().catch(null),
  privateIp: z.string().nullable().catch(null),
  launchedAt: z.string().nullable().catch(null),
  devices: z.array(device).catch([]),
});
const phase = z.object({
  name: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  failed: z.literal(true).optional().catch(undefined),
});
const check = z.object({
  phase: z.string(),
  result: z.enum(['failing', 'passing', 'passed']),
  at: z.iso.datetime(),
  until: text,
  kind: text,
  reason: text,
  passed: z.number().optional().catch(undefined),
  count: z.number().optional().catch(undefined),
});
const evidence = z.object({
  check: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  holds: z.boolean().nullable().catch(null),
});
const instance = z.object({
  ssi: z.string(),
  group: z.string().catch(''),
  address: z.string().nullable().catch(null),
  state: z
    .enum(['pending', 'skipped', 'deferred', 'running', 'recycled', 'failed', 'interrupted', 'gone'])
    .catch('pending'),
  reason: text,
  before: snapshot.optional().catch(undefined),
  after: snapshot.optional().catch(undefined),
  skippedBy: text,
  earlier: z.object({ run: z.string(), before: snapshot }).optional().catch(undefined),
  isUnchanged: z.literal(true).optional().catch(undefined),
  startedAt: text,
  finishedAt: text,
  phases: z.array(phase).optional().catch(undefined),
  checks: z.array(check).optional().catch(undefined),
  evidence: z.array(evidence).optional().catch(undefined),
});
const origin = z.object({
  user: z.string(),
  sudoUser: text,
  host: z.string(),
  command: z.string(),
  versions: z.object({ recycler: z.string(), node: z.string(), ansible: text }),
});
const finding = z.object({
  code: z.string(),
  severity: z.enum(['ok', 'warn', 'block']),
  subject: z.string(),
  message: z.string(),
  hint: text,
});
const error = z.object({ code: z.string(), message: z.string(), hint: text, exitCode: z.number(), runbook: text });

const images = z.object({
  group: z.string().nullable().catch(null),
  instances: z.array(z.string()).catch([]),
  isSet: z.literal(true).optional().catch(undefined),
});
const canary = z.object({
  count: z.number(),
  bakeMs: z.number(),
  done: z.array(z.string()).catch([]),
  bakingSince: text,
  bakedAt: text,
});
const mark = z.object({ by: z.string(), at: z.string(), reason: text });

/** A ledger as any version has written it. Only what identifies the run is required. */
const schema = z.object({
  run: z.string(),
  cluster: z.string(),
  groups: z.array(z.string()).catch([]),
  target: z.record(z.string(), z.string()).catch({}),
  since: text,
  before: z.record(z.string(), images).optional().catch(undefined),
  canary: canary.optional().catch(undefined),
  replaceRoot: z.boolean().optional().catch(undefined),
  rollbackOf: text,
  gate: text,
  overrides: z
    .array(z.object({ rule: z.string(), reason: z.string() }))
    .optional()
    .catch(undefined),
  startedAt: z.iso.datetime(),
  finishedAt: text,
  outcome: text,
  unlocked: mark.optional().catch(undefined),
  instances: z.array(instance).catch([]),
  groupNames: texts,
  origin: origin.optional().catch(undefined),
  findings: z.array(finding).optional().catch(undefined),
  error: error.optional().catch(undefined),
});

/** A ledger of any version; undefined for a value that is none. Fields that it does not have are absent. */
export function readLedger(value: unknown): Ledger | undefined {
  const { data } = schema.safeParse(value);
  return data && (JSON.parse(JSON.stringify(data)) as Ledger);
}
