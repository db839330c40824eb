import { version } from '@esg-recycler/core';
import got from 'got';

/** Lower-case header names, as Node gives them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface HttpRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  /** Sent as JSON; absent: no body. */
  body?: unknown;
  /** Aborts the request. A request that was sent may have had an effect. */
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
  /** The timeout of one request, from the first byte sent to the last byte received. */
  timeoutMs: number;
  /** A larger response is aborted. */
  maxAnswerBytes: number;
}

/** Identifies our requests in the audit log of Spot. */
export const userAgent = `esg-recycler/${version} (node ${process.version}; ${process.platform}; ${process.arch})`;

/**
 * One HTTP request: no retry, and no redirect, which could send the token to another host. Any response is a result.
 * Without a response it rejects with got's `RequestError`, which contains the token and must not be passed on. Node's
 * global agents stay in place: they keep connections alive and honor NODE_USE_ENV_PROXY and NODE_EXTRA_CA_CERTS.
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
    const abort = new AbortController();
    const ended = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal;
    const request = wire(url, { method, signal: ended, ...(body !== undefined && { json: body }) });
    void request.on('downloadProgress', ({ transferred }) => {
      if (transferred > maxAnswerBytes) abort.abort();
    });
    const response = await request;
    return { status: response.statusCode, headers: response.headers, body: response.body };
  };
}
