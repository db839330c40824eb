import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { groupsIn, hasChanged } from './changed.ts';
import { movedFrom } from './moved.ts';

const refused = (code: string, message: string, hint: string): EsgError =>
  new EsgError(`Refused: ${message}`, { code, exitCode: ExitCode.refused, hint });

/** The images that a group and its instances had before a run, each once. */
function imagesBefore(ledger: Ledger, group: string): (string | null)[] {
  const moved = ledger.instances
    .filter((entry) => entry.group === group)
    .flatMap((entry) => movedFrom(ledger, entry) ?? []);
  const ran = [...new Set(moved.map(({ imageId }) => imageId))];
  if (ran.length > 0) return ran;
  const recorded = ledger.before?.[group];
  // The run changed the group and no instance of it: the instances that it would have changed show their image.
  if (!recorded?.isSet) return [];
  return recorded.instances.length === 1 ? recorded.instances : [recorded.group];
}

/** Where a rollback moves the groups of a run. */
export interface RollbackImages {
  /** The image to restore, by group id. Groups that the run did not change are missing. */
  images: Record<string, string>;
  /** Whether nothing was changed. */
  isEmpty: boolean;
}

/**
 * The images that a rollback restores.
 *
 * @param image of the user; used only for groups whose record does not name one image
 * @throws EsgError exit code 3: `rollback-replaced-root`; `rollback-image-unknown` when the instances of a group ran
 * different images, or an unknown one
 */
export function rollbackImages(ledger: Ledger, image?: string): RollbackImages {
  const { run, replaceRoot } = ledger;
  const isStarted = ledger.instances.some(({ before }) => before !== undefined);
  if (!isStarted && !hasChanged(ledger)) return { images: {}, isEmpty: true };
  if (replaceRoot) {
    throw refused(
      'rollback-replaced-root',
      `run ${run} replaced root volumes (--replace-root): what was on them is lost, so the run cannot be rolled back`,
      'Restore the data from a backup. To roll to another image, start a new run with --image AMI --replace-root.',
    );
  }
  const images: Record<string, string> = {};
  for (const group of groupsIn(ledger)) {
    const [before, ...others] = imagesBefore(ledger, group);
    if (before === undefined) continue;
    const restored = others.length === 0 ? (before ?? image) : image;
    if (restored === undefined) {
      const ran = [before, ...others].map((one) => one ?? 'an unknown image').join(' and ');
      throw refused(
        'rollback-image-unknown',
        `before run ${run}, the instances of ${group} ran ${ran}: one image cannot be restored`,
        `Name the image: ${commandOf('recycle-runner', `rollback ${run} --image AMI`)}`,
      );
    }
    images[group] = restored;
  }
  return { images, isEmpty: Object.keys(images).length === 0 };
}
