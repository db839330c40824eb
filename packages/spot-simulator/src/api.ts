import { accountOf, type Organization, organizationOf } from './accounts.ts';
import { ApiError } from './api-error.ts';
import { rateLimitedBody, refusalBody, successBody, unauthorizedBody } from './envelope.ts';
import type { Fault, FaultPlan } from './fault.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { SimulatedRequest } from './request-record.ts';
import type { RouteMatch } from './route-table.ts';
import type { Surroundings } from './routes/handler.ts';
import { handlers } from './routes/index.ts';

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A reply, or no response, or a reset connection. */
export type SimulatedOutcome = Reply | 'hang' | 'reset';

export interface IncomingCall {
  record: SimulatedRequest;
  route: RouteMatch | null;
  /** Path and query, as they were sent. */
  url: string;
  authorization: string | undefined;
}

interface Options extends Surroundings {
  organizations: readonly Organization[];
  limiter: RateLimiter;
  faults: FaultPlan;
}

const json = (status: number, value: object): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** Handles calls as the Spot API does: first the rate limit, then the faults of the scenario, then the call itself. */
export class Api {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  handle(call: IncomingCall): SimulatedOutcome {
    const { limiter, faults, organizations } = this.#options;
    const { record } = call;
    const organization = organizationOf(organizations, call.authorization);
    // An organization has no name: its first token is the key.
    const decision = limiter.take(organization?.tokens[0] ?? '', `${record.method} ${record.route ?? record.path}`);
    const outcome = decision.allowed
      ? this.#answer(call, organization, faults.next(record))
      : json(429, rateLimitedBody({ method: record.method, url: call.url }));
    return typeof outcome === 'string' ? outcome : { ...outcome, headers: { ...outcome.headers, ...decision.headers } };
  }

  #answer(call: IncomingCall, organization: Organization | null, fault: Fault | null): SimulatedOutcome {
    if (!fault) return this.#perform(call, organization);
    const isAccepted = fault.accepted || fault.kind === 'empty' || fault.kind === 'cut';
    const reply = isAccepted ? this.#perform(call, organization) : null;
    return withFault(fault, call, reply);
  }

  #perform({ record, route, url }: IncomingCall, organization: Organization | null): Reply {
    const { cloud, answers, minuteMs, groupDelayMs, suspensionDelayMs } = this.#options;
    const { method, query, body } = record;
    const echo = { method, url };
    if (!route)
      return json(404, refusalBody(echo, 404, new ApiError('NOT_FOUND', `No route ${method} ${record.path}`)));
    if (!organization) return json(401, unauthorizedBody(echo));
    try {
      const accountId = accountOf(organization, query['accountId'], route.needsAccount);
      if (accountId === null) return json(401, unauthorizedBody(echo));
      const answer = handlers[route.name]({
        cloud,
        answers,
        minuteMs,
        groupDelayMs,
        suspensionDelayMs,
        accountId,
        params: route.params,
        query,
        body,
      });
      record.performed = true;
      return json(200, successBody(echo, answer, answers));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return json(400, refusalBody(echo, 400, error));
    }
  }
}

/** The outcome of a call with a fault. */
function withFault({ kind, status }: Fault, { record, url }: IncomingCall, reply: Reply | null): SimulatedOutcome {
  const echo = { method: record.method, url };
  switch (kind) {
    case 'hang':
    case 'reset':
      return kind;
    case 'html':
      return {
        status,
        headers: { 'Content-Type': 'text/html' },
        body: `<html><head><title>${status}</title></head><body><h1>${status}</h1><p>nginx</p></body></html>`,
      };
    case 'throttled':
      return json(400, refusalBody(echo, 400, new ApiError('RequestLimitExceeded', 'Request limit exceeded.')));
    case 'unauthorized':
      return json(401, unauthorizedBody(echo));
    case 'empty':
      return { ...(reply ?? json(200, {})), status: 200, body: '' };
    default: {
      const complete = reply ?? json(200, {});
      return { ...complete, body: complete.body.slice(0, complete.body.length / 2) };
    }
  }
}
