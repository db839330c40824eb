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
 * The account that a call means: the one it names, or the oldest where the route allows that.
 *
 * @returns null for an account that the organization does not have, which the API answers with 401
 * @throws ApiError when the route wants the account named
 */
export function accountOf({ accounts }: Organization, named: string | undefined, needsAccount: boolean): string | null {
  if (named) return accounts.includes(named) ? named : null;
  if (needsAccount) throw validationError('"accountId" is required', 'query.accountId');
  return accounts[0] ?? null;
}
