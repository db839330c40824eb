import { validationError } from './api-error.ts';
import type { Scenario } from './scenario.ts';

export type Organization = Scenario['organizations'][number];

/** The organization that an `Authorization` header belongs to, or null. */
export function organizationOf(
  organizations: readonly Organization[],
  header: string | undefined,
): Organization | null {
  const token = /^bearer (.+)$/i.exec(header ?? '')?.[1];
  return organizations.find(({ tokens }) => token !== undefined && tokens.includes(token)) ?? null;
}

/**
 * The account of a call: the named one, or the oldest if the route allows that.
 *
 * @returns null for an account of another organization; the API returns 401 for it
 * @throws ApiError when the route requires an account
 */
export function accountOf({ accounts }: Organization, named: string | undefined, needsAccount: boolean): string | null {
  if (named) return accounts.includes(named) ? named : null;
  if (needsAccount) throw validationError('"accountId" is required', 'query.accountId');
  return accounts[0] ?? null;
}
