import { EsgError, ExitCode, type GroupName } from '@esg-recycler/core';
import { SpotError } from '@esg-recycler/spotinst-client';
import type { UnreadableAccountGroup } from './listed-groups.ts';

/** A group, as far as a message names it. */
interface Named {
  group: GroupName;
}

/** Failures that tell something of one group, and nothing of Spot, the account or the token. */
const ofOneGroup = new Set([
  'group-unknown',
  'spot-forbidden',
  'spot-refused',
  'spot-answer-invalid',
  'answer-invalid',
  'answer-refused',
  'answer-not-kept',
]);

const concernsOneGroup = (error: unknown): error is EsgError =>
  error instanceof EsgError && ofOneGroup.has(error.code) && !(error instanceof SpotError && error.transient);

/** Text of somebody else, fit for a terminal. */
const shown = (foreign: string): string => JSON.stringify(foreign.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 100));

const describe = ({ group: { id, name } }: Named): string =>
  /^[\w-]+$/.test(id) ? `group ${id} (${shown(name)})` : `group ${shown(id)}`;

/** The error of a group that is in the list and cannot be read. */
const unreadableError = ({ accountId, group }: UnreadableAccountGroup): EsgError =>
  new EsgError(`${describe({ group })} cannot be read in account ${accountId}: ${group.problem}`, {
    code: 'answer-invalid',
    exitCode: ExitCode.unreachable,
    hint: 'Correct that field where the group is defined; if it is right there, please report this.',
  });

/**
 * Does a piece of work on one group.
 *
 * @returns undefined where it failed because of that group alone, and nobody named it
 */
export type WorkOnGroup = <T>(of: Named, work: () => T | Promise<T>) => Promise<T | undefined>;

/** What becomes of groups that are odd, forbidden, or deleted since they were listed. */
export interface LeftOut {
  readonly attempt: WorkOnGroup;
  /** Takes note of a group that is listed and cannot be read. */
  pass(unreadable: UnreadableAccountGroup): void;
  /** A line for each group that is left out. */
  warnings(): string[];
  /** @throws the first failure, where every group was left out: an inventory of nothing is no answer */
  check(reported: readonly unknown[]): void;
}

/**
 * A group that nobody named breaks nothing for the others: it is left out, with a warning. One that was named must be
 * read, or its error stands.
 *
 * @param isNamed whether the user, or a roll, means this very group
 * @param onFailure told of each failure of a call: what was read is less than the whole, and must not be kept
 */
export function createLeftOut(isNamed: (group: GroupName) => boolean, onFailure: () => void = () => {}): LeftOut {
  const failures: { of: Named; error: EsgError }[] = [];
  return {
    async attempt(of, work) {
      try {
        return await work();
      } catch (error) {
        if (isNamed(of.group) || !concernsOneGroup(error)) throw error;
        failures.push({ of, error });
        onFailure();
        return undefined;
      }
    },
    pass(unreadable) {
      const error = unreadableError(unreadable);
      if (isNamed(unreadable.group)) throw error;
      failures.push({ of: unreadable, error });
    },
    warnings: () =>
      failures.map(({ of, error }) => {
        const why = error.code === 'group-unknown' ? ', for it was deleted after it was listed' : '';
        const message = error.message.replace(describe(of), 'it');
        return `WARNING: ${describe(of)} is left out${why}: ${message}`;
      }),
    check(reported) {
      const failure = failures.find(({ error }) => error.code !== 'group-unknown');
      if (reported.length === 0 && failure) throw failure.error;
    },
  };
}
