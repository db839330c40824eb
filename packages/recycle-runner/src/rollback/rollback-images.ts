import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { groupsIn, hasChanged } from './changed.ts';
import { movedFrom } from './moved.ts';

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

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
 * @throws EsgError exit code 2: `rollback-image-known` when the record names one other image for every group; exit code 3:
 * `rollback-replaced-root`; `rollback-image-unknown` when the instances of a group ran different images, or an unknown
 * one
 */
export function rollbackImages(ledger: Ledger, image?: string): RollbackImages {
  const { run, replaceRoot } = ledger;
  const isStarted = ledger.instances.some(({ before, isUnchanged }) => before !== undefined && !isUnchanged);
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
  const all = Object.values(images);
  if (image !== undefined && all.length > 0 && !all.includes(image)) {
    throw usage(
      'rollback-image-known',
      `--image ${image} has no effect: a rollback of run ${run} restores the recorded image ${[...new Set(all)].join(', ')}`,
      `Leave out --image. To roll to ${image}: ${commandOf('recycle-runner', `run --esg ${Object.keys(images).join(' ')} --image ${image}`)}`,
    );
  }
  return { images, isEmpty: all.length === 0 };
}
