import { readFileSync } from 'node:fs';
import { EsgError, ExitCode } from '@esg-recycler/core';
import { z } from 'zod';

const text = z.string().nullish();
const finding = z.looseObject({
  code: z.string(),
  severity: z.enum(['ok', 'warn', 'block']),
  subject: z.string(),
  message: z.string(),
});
const launch = z.looseObject({
  instanceId: z.string().nullable(),
  imageId: z.string().nullable(),
  privateIp: z.string().nullable(),
  launchedAt: z.string().nullable(),
  devices: z.array(
    z.object({
      deviceName: z.string().nullable(),
      volumeId: z.string().nullable(),
      snapshotId: z.string().nullable(),
    }),
  ),
});

/** An instance before and after it was replaced. */
const replacement = z.looseObject({ changed: z.boolean(), before: launch, after: launch });

/** One host of the play, from its variables. */
const playHost = z.object({
  host: z.string(),
  instance: text,
  /** `esg_recycle_outcome`, once the role has started with the host. */
  outcome: text,
  /** From the inventory; accurate enough for the order. */
  due: z.boolean().nullish(),
});

/** The part of the assessment that later steps need. Ansible passes it on unchanged. */
const assessment = z.looseObject({
  decision: z.enum(['recycle', 'verify']),
  target: z.string(),
  stateful: launch.extend({ id: z.string(), state: z.string(), createdAt: z.string().nullable() }),
  persistence: z.object({
    privateIp: z.boolean(),
    blockDevices: z.boolean(),
    rootDevice: z.boolean(),
    blockDevicesMode: z.string().nullable(),
  }),
  address: z.string().nullable(),
  nodes: z.array(z.string()),
  expected: z.int(),
  due: z.array(z.string()).default([]),
  isUnderWay: z.boolean(),
  /** When the checks of ports and health began. */
  checkedAt: text,
  outageKinds: z.array(z.string()),
  serving: z.boolean().nullish(),
  findings: z.array(finding),
  /** The result of an earlier recycle that this assessment waited for. */
  earlier: replacement.nullish(),
});

/** The document that the action plugin writes to standard input. */
const requestSchema = z.object({
  /** The configuration that Ansible has read; null: the executable reads it. */
  settings: z.record(z.string(), z.unknown()).nullish(),
  host: z.string(),
  checkMode: z.boolean().default(false),
  /** Every variable `esg_recycle_…` of the host. */
  variables: z.record(z.string(), z.unknown()),
  /** The `--override` options of the runner, `RULE=REASON`. */
  runOverrides: z.array(z.string()).default([]),
  lease: text,
  play: z
    .object({
      /** How many hosts the play processes at once. */
      batch: z.int().default(1),
      hosts: z.array(playHost).default([]),
      /** Hosts that were started earlier in this playbook and did not finish. */
      unfinished: z.array(z.string()).default([]),
      /** `esg_recycle_health` of every host of the cluster; null when a host has none. */
      checks: z.record(z.string(), text).default({}),
    })
    .prefault({}),
  assessment: assessment.nullish(),
  /** The result of `prepare`, when it was a separate step. */
  prepared: z.looseObject({ changed: z.boolean() }).nullish(),
  isDrained: z.boolean().default(false),
  /** The result of `recycle`. */
  recycled: replacement.nullish(),
});

export type StepRequest = z.output<typeof requestSchema>;
export type PlayHost = z.output<typeof playHost>;

/** @throws EsgError `request-invalid`, exit code 2 */
export function parseRequest(source: string): StepRequest {
  const refuse = (problem: string): never => {
    throw new EsgError(`The request on standard input is invalid: ${problem}`, {
      code: 'request-invalid',
      exitCode: ExitCode.usage,
      hint: 'The role esg_recycle writes this request. To check by hand, run spotinst-stateful inspect or cluster-health check.',
    });
  };
  let document: unknown;
  try {
    document = JSON.parse(source);
  } catch {
    return refuse('it is not JSON');
  }
  const parsed = requestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  return refuse(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

export const readRequest = (): StepRequest => parseRequest(readFileSync(0, 'utf8'));
