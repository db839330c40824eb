import { EsgError, ExitCode } from '@esg-recycler/core';

/**
 * Called after the limiter let a request through and immediately before it goes on the wire: the place for the last
 * checks. A throw means that nothing was sent, and is passed on as it is.
 */
export type BeforeSend = () => void | Promise<void>;

export interface ReadOptions {
  /** Gives up, be it in the middle of a wait for Spot's rate limit, between two attempts, or for the answer. */
  signal?: AbortSignal;
}

export interface SendOptions {
  beforeSend?: BeforeSend;
  /** Gives up the wait for Spot's rate limit; what has gone on the wire is seen through. */
  signal?: AbortSignal;
}

/** One request, before it is tied to an account and an address. */
export interface SpotCall extends SendOptions {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** The path's template: `/aws/ec2/group/{groupId}`. Rate limits are counted per method and template. */
  route: string;
  /** The values of the template's placeholders. */
  ids?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** What errors say about a request. */
export interface CallSite {
  method: SpotCall['method'];
  path: string;
  accountId: string;
  /** Scheme, host and port of the API; never credentials. */
  origin: string;
  /** Makes foreign text fit for a message: without the token, without control characters, short. */
  clean: (text: string) => string;
}

/**
 * Fills in a path template.
 *
 * @throws EsgError `id-invalid`, exit code 2: an id that is empty or not of letters, digits, `-` and `_` would ask
 * for another path than the one meant
 */
export function pathOf({ route, ids = {} }: Pick<SpotCall, 'route' | 'ids'>): string {
  return route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name] ?? '';
    if (/^[\w-]+$/.test(id)) return id;
    throw new EsgError(`${JSON.stringify(id)} is not a ${name} of Spot`, {
      code: 'id-invalid',
      exitCode: ExitCode.usage,
      hint: 'Ids look like sig-1b656b92 (group) and ssi-046b119c (stateful instance).',
    });
  });
}

/** Makes the `clean` of a {@link CallSite}. */
export const createCleaner =
  (token: string) =>
  (text: string): string =>
    text
      .replaceAll(token, '[token]')
      .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
      .slice(0, 500);
