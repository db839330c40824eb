import { z } from 'zod';
import { templates } from './route-table.ts';

/** A fault, and the calls that it affects. */
export const faultSchema = z.strictObject({
  /**
   * `html`: the error page of a gateway; `hang`: no response; `reset`: the connection is reset; `throttled`: AWS's
   * RequestLimitExceeded in a 400; `unauthorized`: 401; `empty`: 200 without a body; `cut`: 200 with half its JSON.
   */
  kind: z.enum(['html', 'hang', 'reset', 'throttled', 'unauthorized', 'empty', 'cut']),
  /** Only calls with this method. */
  method: z.string().optional(),
  /** Only calls to this route, as a template: `/aws/ec2/group/{groupId}/statefulInstance`. */
  route: z.enum(templates).optional(),
  /** Only calls whose path contains this text, such as a group id. */
  path: z.string().optional(),
  /** The first matching call that fails, counted from 1. */
  nth: z.int().positive().default(1),
  /** The number of matching calls that fail from there on. */
  times: z.int().positive().default(1),
  /** The status of an `html` fault. */
  status: z.int().min(500).max(599).default(502),
  /** Whether the call takes effect: with `reset`, only the response is lost. `empty` and `cut` always take effect. */
  accepted: z.boolean().default(false),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

interface Call {
  method: string;
  route: string | null;
  path: string;
}

/** Decides for each call whether it fails. Every fault counts its matching calls. */
export class FaultPlan {
  readonly #faults: { fault: Fault; seen: number }[] = [];

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) this.add(fault);
  }

  /** Adds a fault that counts from now on. */
  add(fault: Fault): void {
    this.#faults.push({ fault, seen: 0 });
  }

  /** The fault of this call, if any; the first matching one. */
  next(call: Call): Fault | null {
    let hit: Fault | null = null;
    for (const entry of this.#faults) {
      if (!matches(entry.fault, call)) continue;
      entry.seen += 1;
      const { nth, times } = entry.fault;
      if (entry.seen >= nth && entry.seen < nth + times) hit ??= entry.fault;
    }
    return hit;
  }
}

const matches = ({ method, route, path }: Fault, call: Call): boolean =>
  (method === undefined || method === call.method) &&
  (route === undefined || route === call.route) &&
  (path === undefined || call.path.includes(path));
