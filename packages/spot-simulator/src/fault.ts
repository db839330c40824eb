import { z } from 'zod';
import { templates } from './route-table.ts';

/** What goes wrong with which calls. */
export const faultSchema = z.strictObject({
  /**
   * `html`: a gateway's error page; `hang`: no answer; `reset`: the connection is reset; `throttled`: AWS's
   * RequestLimitExceeded in a 400; `unauthorized`: 401; `empty`: 200 without a body; `cut`: 200 with half its JSON.
   */
  kind: z.enum(['html', 'hang', 'reset', 'throttled', 'unauthorized', 'empty', 'cut']),
  /** Only calls of this method. */
  method: z.string().optional(),
  /** Only calls of this route, as a template: `/aws/ec2/group/{groupId}/statefulInstance`. */
  route: z.enum(templates).optional(),
  /** Only calls whose path contains this text, such as a group's id. */
  path: z.string().optional(),
  /** The first matching call that goes wrong, counted from 1. */
  nth: z.int().positive().default(1),
  /** How many matching calls go wrong from there on. */
  times: z.int().positive().default(1),
  /** The status of an `html` fault. */
  status: z.int().min(500).max(599).default(502),
  /** Whether the call takes effect nevertheless: with `reset`, the answer is lost. `empty` and `cut` always do. */
  accepted: z.boolean().default(false),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

interface Call {
  method: string;
  route: string | null;
  path: string;
}

/** Decides for each call whether it goes wrong; every fault counts the calls that match it. */
export class FaultPlan {
  readonly #faults: { fault: Fault; seen: number }[] = [];

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) this.add(fault);
  }

  /** Counts from now on. */
  add(fault: Fault): void {
    this.#faults.push({ fault, seen: 0 });
  }

  /** The fault of this call, if any; the first one wins where several match. */
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
