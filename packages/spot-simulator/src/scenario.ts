import { z } from 'zod';
import { faultSchema } from './fault.ts';
import { rateLimitsSchema } from './rate-limiter.ts';
import { recyclingSchema } from './recycling.ts';
import { states } from './states.ts';

const ms = z.number().nonnegative();
const name = z.string().min(1);
const time = z.iso.datetime({ offset: true });

const organizationSchema = z.strictObject({
  /** Each is good for every account of the organization. */
  tokens: z.array(name).min(1).default(['simulator-token']),
  /** Account ids; the first is the oldest, which calls without `accountId` mean. */
  accounts: z.array(name).min(1).default(['act-12345678']),
});

const deviceSchema = z.strictObject({ deviceName: name, volumeId: name, snapshotId: name.nullish() });

export const instanceSchema = z
  .strictObject({
    /** How many instances like this one; only one may have an id, an address or devices of its own. */
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
  /** `strategy.persistence`, whole; null leaves it out. Default: address and block devices, reattached. */
  persistence: z.record(z.string(), z.unknown()).nullable().optional(),
  /** Anything else of the group, merged over the defaults as an update would be. */
  group: z.record(z.string(), z.unknown()).default({}),
  /** Instances, or how many of them. */
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

/** How answers look where the documentation leaves it open. */
export const answersSchema = z.strictObject({
  /** Missing values: keys left out, or null. */
  missing: z.enum(['absent', 'null']).default('absent'),
  /** The zone of groups' and instances' time stamps. */
  timestamps: z.enum(['Z', '+0000']).default('Z'),
  /** Whether `items` is left out where there are none. */
  omitsEmptyItems: z.boolean().default(false),
  /** Whether `count` is one too many. */
  wrongCount: z.boolean().default(false),
  /** What stateful instances do not tell, as older answers did not. */
  omits: z.array(z.enum(['imageId', 'snapshotId'])).default([]),
  /** The error code of an action that the instance's state does not allow; nobody has seen the real one. */
  wrongStateCode: name.default('CANT_RECYCLE_STATEFUL_INSTANCE'),
  /** Whether reading a group's suspensions tells when they end; setting them always does. */
  tellsExpiries: z.boolean().default(true),
  /** Whether DEALLOCATED instances stay listed. */
  listsDeallocated: z.boolean().default(true),
});

export const scenarioSchema = z.strictObject({
  organizations: z
    .array(organizationSchema)
    .min(1)
    .default([organizationSchema.parse({})]),
  groups: z.array(groupSchema).default([]),
  /** For every instance; groups and instances may differ. */
  recycling: recyclingSchema.partial().default({}),
  answers: answersSchema.prefault({}),
  rateLimits: rateLimitsSchema.prefault({}),
  faults: z.array(faultSchema).default([]),
  /** How long every call takes at least. */
  latencyMs: ms.default(0),
  /** How long one minute of a suspension's time limit is. */
  minuteMs: ms.default(60_000),
  /**
   * Image → the command that a machine with that image runs; `{address} {dataDir} {ssi} {image} {instanceId}` are
   * filled in. Without any, instances are only data.
   */
  processes: z.record(name, z.array(z.string()).min(1)).default({}),
  machines: z
    .strictObject({
      /** Holds `SSI/data` and `SSI/output.log`. Default: a temporary folder, removed in the end. */
      folder: name.optional(),
      /** From SIGTERM to SIGKILL. */
      killAfterMs: ms.default(5000),
    })
    .prefault({}),
});

/** A whole scenario, with every default filled in. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario as it is written. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type GroupSeed = z.infer<typeof groupSchema>;
export type InstanceSeed = z.infer<typeof instanceSchema>;
export type InstanceInput = z.input<typeof instanceSchema>;
export type AnswerSettings = z.infer<typeof answersSchema>;
export type SimulatedRoll = z.infer<typeof rollSchema>;
