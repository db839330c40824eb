import { z } from 'zod';
import type { CallSite } from './call.ts';
import { readEnvelope } from './envelope.ts';
import { refusal } from './refusal.ts';
import { exitCodeFor, SpotError } from './spot-error.ts';
import type { HttpAnswer } from './transport.ts';

const notOfSpot =
  'Check that spotinst_api_url (SPOTINST_API_URL) is the URL of the Spot API and that no proxy responds instead.';
const notAsExpected =
  'Check that field in the definition of the group and in the Spot console. If it is correct, report this as a bug.';

/** The item (by its id where it has one), the field, and what is wrong. Never a value. */
function problemOf(items: unknown, issue: z.core.$ZodIssue | undefined): string {
  const [index, ...path] = issue?.path ?? [];
  if (typeof index !== 'number') return `items: ${issue?.message}`;
  const { id } = ((items as unknown[])[index] ?? {}) as { id?: unknown };
  const which = typeof id === 'string' && id !== '' ? id : `item ${index}`;
  return `${[which, path.join('.')].filter(Boolean).join(': ')}: ${issue?.message}`;
}

/** The error for a complete but unexpected response. Whether the request changed anything is unknown. */
function invalid(site: CallSite, answer: HttpAnswer, problem: string, transient: boolean, requestId = ''): SpotError {
  const number = requestId ? `, request ${requestId}` : '';
  return new SpotError(
    `${site.method} ${site.path} (account ${site.accountId}): unexpected response from ${site.origin}: ${problem} [HTTP ${answer.status}${number}]`,
    {
      code: 'spot-answer-invalid',
      exitCode: exitCodeFor(site.method, 'unknown'),
      outcome: 'unknown',
      transient,
      status: answer.status,
      requestId: requestId || undefined,
      hint: transient ? notOfSpot : notAsExpected,
    },
  );
}

/**
 * Reads the items of a response. An incomplete or unreadable response is an error, never an empty list.
 *
 * @throws SpotError see {@link refusal}; `spot-answer-invalid` for a response that is not from Spot, is truncated, or
 * contains an item with an unexpected shape
 */
export function readAnswer<T extends z.ZodType>(answer: HttpAnswer, site: CallSite, item: T): z.output<T>[] {
  const envelope = readEnvelope(answer.body);
  const status = Math.max(answer.status, envelope?.response.status?.code ?? 0);
  if (status < 200 || status > 299) throw refusal({ ...answer, status }, site, envelope);

  if (!envelope) {
    const problem =
      answer.body === '' ? 'it is empty' : `it is not JSON from Spot: "${site.clean(answer.body).slice(0, 80)}"`;
    throw invalid(site, answer, problem, true);
  }
  const items = z.array(item).safeParse(envelope.response.items ?? []);
  if (items.success) return items.data;
  const problem = site.clean(problemOf(envelope.response.items, items.error.issues[0]));
  throw invalid(site, answer, problem, false, site.clean(envelope.request?.id ?? ''));
}
