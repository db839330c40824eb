import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { ApiError } from './api-error.ts';

/** The response of a route: accepted without items, or items of a kind. */
export interface Answer {
  kind?: string;
  items?: unknown[];
}

interface Call {
  method: string;
  /** Path and query, as they were sent. */
  url: string;
}

function envelope({ method, url }: Call, code: number, rest: object): object {
  return {
    request: { id: randomUUID(), url, method, timestamp: new Date().toISOString() },
    response: { status: { code, message: STATUS_CODES[code] }, ...rest },
  };
}

export function successBody(call: Call, { kind, items }: Answer, { omitsEmptyItems, wrongCount }: Quirks): object {
  if (items === undefined) return envelope(call, 200, {});
  const shown = items.length === 0 && omitsEmptyItems ? {} : { items };
  return envelope(call, 200, { kind, ...shown, count: items.length + (wrongCount ? 1 : 0) });
}

interface Quirks {
  omitsEmptyItems: boolean;
  wrongCount: boolean;
}

/** The shape of 400, and of every other refusal with a reason. */
export const refusalBody = (call: Call, code: number, { code: name, message, field }: ApiError): object =>
  envelope(call, code, { errors: [{ code: name, message, ...(field && { field }) }] });

/** The shape of 401: no errors. */
export const unauthorizedBody = (call: Call): object => envelope(call, 401, {});

/** The shape of 429: `data` and no errors. */
export const rateLimitedBody = (call: Call): object => envelope(call, 429, { data: 'Rate limit exceeded' });
