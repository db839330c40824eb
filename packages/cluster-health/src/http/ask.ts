import type { Gap } from '../kind/gap.ts';
import { askNode } from '../net/ask-node.ts';
import { gapOf, NodeError } from '../net/node-error.ts';
import { shellWord } from '../options/by-hand.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { HttpOptions } from './options.ts';

/** Queries one node; returns why it is unhealthy, or undefined. The query and the headers are never reported. */
export async function whyUnhealthy(
  address: string,
  options: HttpOptions,
  signal: AbortSignal,
): Promise<Gap | undefined> {
  const { scheme, port, path, headers } = options;
  const { origin, pathname } = new URL(
    `${scheme}://${hostInUrl(address)}${port === undefined ? '' : `:${port}`}${path}`,
  );
  const what = `GET ${origin}${pathname}`;
  const hint = `Run the request by hand, with the query, headers and credentials of the options: curl -sSi --noproxy '*' ${shellWord(origin + pathname)}`;
  try {
    const { status, body } = await askNode(address, options, { path, headers }, signal);
    const reason = whyWrong(status, body, options);
    return reason === undefined ? undefined : { why: `${what} ${reason}`, hint };
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    return { hint, ...gapOf(error, `${what} got no response: ${error.message}`) };
  }
}

function whyWrong(code: number, body: string, { status, contains }: HttpOptions): string | undefined {
  const isExpected = status?.includes(code) ?? (code >= 200 && code < 300);
  if (!isExpected) return `returned ${code}, expected ${status?.join(' or ') ?? '2xx'}`;
  if (contains !== undefined && !body.includes(contains)) return `returned ${code} without the text ${contains}`;
  return undefined;
}
