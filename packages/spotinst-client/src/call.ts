import { EsgError, ExitCode } from '@esg-recycler/core';

/**
 * Called after the limiter has admitted a request and immediately before it is sent: the place for the last checks. If
 * it throws, nothing is sent and the error is passed on unchanged.
 */
export type BeforeSend = () => void | Promise<void>;

export interface ReadOptions {
  /** Aborts the call: during a wait for Spot's rate limit, between two attempts, or while waiting for the response. */
  signal?: AbortSignal;
}

export interface SendOptions {
  beforeSend?: BeforeSend;
  /** Aborts the wait for Spot's rate limit. A request that was sent is completed. */
  signal?: AbortSignal;
}

/** One request, without account and base URL. */
export interface SpotCall extends SendOptions {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** The template of the path: `/aws/ec2/group/{groupId}`. Rate limits count per method and template. */
  route: string;
  /** The values of the template's placeholders. */
  ids?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** The part of a request that errors report. */
export interface CallSite {
  method: SpotCall['method'];
  path: string;
  accountId: string;
  /** Scheme, host and port of the API; never credentials. */
  origin: string;
  /** Cleans a server's text for a message: without the token, without control characters, short. */
  clean: (text: string) => string;
}

/**
 * Fills in a path template.
 *
 * @throws EsgError `id-invalid`, exit code 2, for an id that is empty or has characters other than letters, digits,
 * `-` and `_`: it would lead to another path
 */
export function pathOf({ route, ids = {} }: Pick<SpotCall, 'route' | 'ids'>): string {
  return route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name] ?? '';
    if (/^[\w-]+$/.test(id)) return id;
    throw new EsgError(`${JSON.stringify(id)} is not a valid ${name}`, {
      code: 'id-invalid',
      exitCode: ExitCode.usage,
      hint: 'Valid ids are, for example, sig-1b656b92 (group) and ssi-046b119c (stateful instance).',
    });
  });
}

/** Creates the `clean` of a {@link CallSite}. */
export const createCleaner =
  (token: string) =>
  (text: string): string =>
    text
      .replaceAll(token, '[token]')
      .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
      .slice(0, 500);
