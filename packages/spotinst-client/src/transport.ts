import { version } from '@esg-recycler/core';
import got from 'got';

/** Lower-case header names, as Node gives them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface HttpRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  /** Sent as JSON; absent: no body at all. */
  body?: unknown;
  /** Gives up; what has been sent may have had its effect. */
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: string;
}

export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

export interface TransportOptions {
  token: string;
  /** For one request, from the first byte sent to the last received. */
  timeoutMs: number;
  /** An answer that grows beyond it is given up. */
  maxAnswerBytes: number;
}

/** The audit log of Spot keeps it, so it is what makes our requests attributable. */
export const userAgent = `esg-recycler/${version} (node ${process.version}; ${process.platform}; ${process.arch})`;

/**
 * One HTTP request: no retry, and no redirect, which could carry the token to another host. Any answer is a result;
 * without one it rejects with got's `RequestError`, which holds the token and must not travel further. Node's global
 * agents are left in place: they keep connections alive and honour NODE_USE_ENV_PROXY and NODE_EXTRA_CA_CERTS.
 */
export function createTransport({ token, timeoutMs, maxAnswerBytes }: TransportOptions): Transport {
  const wire = got.extend({
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': userAgent,
    },
    timeout: { request: timeoutMs },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    responseType: 'text',
  });

  return async ({ method, url, body, signal }) => {
    const giveUp = new AbortController();
    const ended = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal;
    const request = wire(url, { method, signal: ended, ...(body !== undefined && { json: body }) });
    void request.on('downloadProgress', ({ transferred }) => {
      if (transferred > maxAnswerBytes) giveUp.abort();
    });
    const response = await request;
    return { status: response.statusCode, headers: response.headers, body: response.body };
  };
}
