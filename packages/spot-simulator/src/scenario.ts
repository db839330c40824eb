import { z } from 'zod';
import { faultSchema } from './fault.ts';
import { rateLimitsSchema } from './rate-limiter.ts';
import { recyclingSchema } from './recycling.ts';
import { states } from './states.ts';

const ms = z.number().nonnegative();
const name = z.string().min(1);
const time = z.iso.datetime({ offset: true });

const organizationSchema = z.strictObject({
  /** Each token is valid for every account of the organization. */
  tokens: z.array(name).min(1).default(['simulator-token']),
  /** Account ids. The first is the oldest, which calls without `accountId` use. */
  accounts: z.array(name).min(1).default(['act-12345678']),
});

const deviceSchema = z.strictObject({ deviceName: name, volumeId: name, snapshotId: name.nullish() });

export const instanceSchema = z
  .strictObject({
    /** The number of instances like this one. With more than one, there can be no id, address or devices. */
    count: z.int().positive().default(1),
    id: name.optional(),
    state: z.enum(states).default('ACTIVE'),
    /** Default: the group's image. */
    imageId: name.optional(),
    instanceId: name.optional(),
    privateIp: name.optional(),
    devices: z.array(deviceSchema).optional(),
    availabilityZone: name.optional(),
    launchedAt: time.optional(),
    createdAt: time.optional(),
    recycling: recyclingSchema.partial().default({}),
  })
  .refine(
    ({ count, id, instanceId, privateIp, devices }) => count === 1 || !(id ?? instanceId ?? privateIp ?? devices),
    'several instances cannot share an id, an address or devices',
  );

export const rollSchema = z.strictObject({
  id: name.default('sbgd-00000001'),
  status: z.string().default('in_progress'),
});

export const groupSchema = z.strictObject({
  id: name.optional(),
  name: name.optional(),
  /** Default: the first account of the first organization. */
  account: name.optional(),
  /** `compute.launchSpecification.imageId`. */
  image: name.default('ami-00000001'),
  /** The complete `strategy.persistence`; null removes it. Default: address and block devices, reattached. */
  persistence: z.record(z.string(), z.unknown()).nullable().optional(),
  /** Other fields of the group, merged over the defaults like an update. */
  group: z.record(z.string(), z.unknown()).default({}),
  /** Instances, or their number. */
  instances: z
    .union([
      z
        .int()
        .nonnegative()
        .transform((count) => (count === 0 ? [] : [instanceSchema.parse({ count })])),
      z.array(instanceSchema),
    ])
    .default([]),
  rolls: z.array(rollSchema).default([]),
  recycling: recyclingSchema.partial().default({}),
});

/** The form of responses where the documentation leaves it open. */
export const answersSchema = z.strictObject({
  /** Missing values: keys left out, or null. */
  missing: z.enum(['absent', 'null']).default('absent'),
  /** The zone of the timestamps of groups and instances. */
  timestamps: z.enum(['Z', '+0000']).default('Z'),
  /** Whether `items` is left out when it is empty. */
  omitsEmptyItems: z.boolean().default(false),
  /** Whether `count` is one too many. */
  wrongCount: z.boolean().default(false),
  /** Fields that stateful instances do not have, as in older responses. */
  omits: z.array(z.enum(['imageId', 'snapshotId'])).default([]),
  /** The error code of an action that the state does not allow. The real code is unknown. */
  wrongStateCode: name.default('CANT_RECYCLE_STATEFUL_INSTANCE'),
  /** Whether the list of suspensions has their expiry. The response to a new suspension always has it. */
  reportsExpiries: z.boolean().default(true),
  /** The longest delay until the list of suspensions shows a change. Each read is late by a random part of it. */
  suspensionLagMs: ms.default(0),
  /** The longest delay until a read of a group shows an update. Each read is late by a random part of it. */
  groupLagMs: ms.default(0),
  /** The seed of these delays. */
  suspensionSeed: z.int().default(1),
  /** Whether a process that is suspended again keeps its first end. */
  keepsFirstSuspension: z.boolean().default(false),
  /** Whether DEALLOCATED instances stay listed. */
  listsDeallocated: z.boolean().default(true),
});

export const scenarioSchema = z.strictObject({
  organizations: z
    .array(organizationSchema)
    .min(1)
    .default([organizationSchema.parse({})]),
  groups: z.array(groupSchema).default([]),
  /** For every instance. Groups and instances can override it. */
  recycling: recyclingSchema.partial().default({}),
  answers: answersSchema.prefault({}),
  rateLimits: rateLimitsSchema.prefault({}),
  faults: z.array(faultSchema).default([]),
  /** The minimum duration of every call. */
  latencyMs: ms.default(0),
  /** The length of one minute in the TTL of a suspension. */
  minuteMs: ms.default(60_000),
  /**
   * Image → the command of a machine with that image. `{address} {dataDir} {ssi} {image} {instanceId}` are replaced.
   * Without commands, instances are only data.
   */
  processes: z.record(name, z.array(z.string()).min(1)).default({}),
  machines: z
    .strictObject({
      /** Contains `SSI/data` and `SSI/output.log`. Default: a temporary folder, removed at the end. */
      folder: name.optional(),
      /** The time from SIGTERM to SIGKILL. */
      killAfterMs: ms.default(5000),
    })
    .prefault({}),
});

/** A complete scenario, with all defaults. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario as users write it. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type GroupSeed = z.infer<typeof groupSchema>;
export type InstanceSeed = z.infer<typeof instanceSchema>;
export type InstanceInput = z.input<typeof instanceSchema>;
export type AnswerSettings = z.infer<typeof answersSchema>;
export type SimulatedRoll = z.infer<typeof rollSchema>;
