import type { Journal, Owner, Store } from '@esg-recycler/esg-store';

/** The image of a group is being changed, or may be. */
export interface ImageJournal extends Journal {
  kind: 'set-image';
  data: {
    /** The image that the group had; null when it had none. */
    before: string | null;
    image: string;
    /** The fencing number of the lease under which it is changed. */
    number: number;
    /** The process that changes it. */
    sender: Owner;
    run?: string;
  };
}

/** The update of a group: only this field changes, because Spot merges it into the group. */
export const imagePatch = (imageId: string) => ({ compute: { launchSpecification: { imageId } } });

/** With the fencing number, so a process that lost its lease cannot close the journal of the next holder. */
const keyOf = ({ group, data }: ImageJournal): string => `set-image:${group}:${data.number}`;

export const openImageJournal = ({ journals }: Pick<Store, 'journals'>, journal: ImageJournal): Promise<void> =>
  journals.put(keyOf(journal), journal);

export const closeImageJournal = ({ journals }: Pick<Store, 'journals'>, journal: ImageJournal): Promise<void> =>
  journals.delete(keyOf(journal));

export async function imageJournalsOf(
  { journals }: Pick<Store, 'journals'>,
  groups: readonly string[],
): Promise<ImageJournal[]> {
  const ours = (await journals.list()).map(({ value }) => value);
  return ours.filter(({ kind, group }) => kind === 'set-image' && groups.includes(group)) as ImageJournal[];
}
