import { EsgError, ExitCode, type GroupName } from '@esg-recycler/core';
import { SpotError } from '@esg-recycler/spotinst-client';
import type { UnreadableAccountGroup } from './listed-groups.ts';

/** The names of a group, for messages. */
interface Named {
  group: GroupName;
}

/** Failures that concern one group, not Spot, the account or the token. */
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

/** External text, safe for a terminal. */
const shown = (external: string): string => JSON.stringify(external.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 100));

const describe = ({ group: { id, name } }: Named): string =>
  /^[\w-]+$/.test(id) ? `group ${id} (${shown(name)})` : `group ${shown(id)}`;

/** The error of a listed group that cannot be read. */
const unreadableError = ({ accountId, group }: UnreadableAccountGroup): EsgError =>
  new EsgError(`${describe({ group })} cannot be read in account ${accountId}: ${group.problem}`, {
    code: 'answer-invalid',
    exitCode: ExitCode.unreachable,
    hint: 'Correct that field in the definition of the group. If it is correct there, report this as a bug.',
  });

/**
 * Runs work on one group.
 *
 * @returns undefined when it failed because of this group only, and the user did not name the group
 */
export type WorkOnGroup = <T>(of: Named, work: () => T | Promise<T>) => Promise<T | undefined>;

/** The groups that are unreadable, forbidden, or deleted after they were listed. */
export interface LeftOut {
  readonly attempt: WorkOnGroup;
  /** Records a listed group that cannot be read. */
  pass(unreadable: UnreadableAccountGroup): void;
  /** A line for each group that is left out. */
  warnings(): string[];
  /** @throws the first failure, when every group was left out: an empty inventory would hide it */
  check(reported: readonly unknown[]): void;
}

/**
 * A group that the user did not name does not affect the others: it is left out with a warning. For a named group, the
 * error is thrown.
 *
 * @param isNamed whether the user or a roll names exactly this group
 * @param onFailure called for each failed call: the reading is incomplete and must not be stored
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
        const why = error.code === 'group-unknown' ? ' because it was deleted after it was listed' : '';
        const message = error.message.replace(describe(of), 'it');
        return `WARNING: ${describe(of)} is left out${why}: ${message}`;
      }),
    check(reported) {
      const failure = failures.find(({ error }) => error.code !== 'group-unknown');
      if (reported.length === 0 && failure) throw failure.error;
    },
  };
}
