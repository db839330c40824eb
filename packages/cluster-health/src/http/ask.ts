import got from 'got';
import { hostInUrl } from '../options/host-in-url.ts';
import type { HttpOptions } from './options.ts';

/** Asks one node; tells why its answer is not well, or nothing. Neither the query nor a header is ever told. */
export async function whyUnwell(
  address: string,
  options: HttpOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { scheme, port, path, headers, username, password, tls, timeout } = options;
  const url = new URL(`${scheme}://${hostInUrl(address)}${port === undefined ? '' : `:${port}`}${path}`);
  const what = `GET ${url.origin}${url.pathname}`;
  try {
    const { statusCode, body } = await got(url, {
      headers,
      username,
      password,
      https: {
        certificateAuthority: tls?.ca,
        certificate: tls?.cert,
        key: tls?.key,
        rejectUnauthorized: tls?.rejectUnauthorized ?? true,
      },
      retry: { limit: 0 },
      timeout: { request: timeout },
      followRedirect: false,
      throwHttpErrors: false,
      signal,
    });
    const reason = whyWrong(statusCode, body, options);
    return reason && `${what} ${reason}`;
  } catch (error) {
    return `${what} has no answer: ${(error as Error).message}`;
  }
}

function whyWrong(code: number, body: string, { status, contains }: HttpOptions): string | undefined {
  const isExpected = status?.includes(code) ?? (code >= 200 && code < 300);
  if (!isExpected) return `answers ${code}, not ${status?.join(' or ') ?? '2xx'}`;
  if (contains !== undefined && !body.includes(contains)) return `answers ${code} without the text ${contains}`;
  return undefined;
}
