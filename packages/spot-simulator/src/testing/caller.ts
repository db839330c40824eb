import { isObject, type JsonObject, valueAt } from '../json.ts';
import type { Simulator } from '../simulator.ts';

interface CallOptions {
  body?: unknown;
  /** Null omits it. */
  accountId?: string | null;
  token?: string;
}

export interface CallResult {
  status: number;
  headers: Headers;
  text: string;
  json: JsonObject;
  /** `response.items`. */
  items: JsonObject[];
}

export type ApiCaller = (method: string, path: string, options?: CallOptions) => Promise<CallResult>;

/** Calls a simulator over HTTP as a client would. */
export const callerOf =
  (simulator: Simulator): ApiCaller =>
  async (method, path, { body, accountId = simulator.accountId, token = simulator.token } = {}) => {
    const url = new URL(path, simulator.url);
    if (accountId !== null) url.searchParams.set('accountId', accountId);
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = parsed(text);
    const items = valueAt(json, 'response', 'items');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json,
      items: Array.isArray(items) ? (items as JsonObject[]) : [],
    };
  };

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
