import { mapAbreast } from '@esg-recycler/core';
import type { InventorySettings } from '@esg-recycler/core';
import { type AccountGroup, isStateful, selectGroup } from '@esg-recycler/spotinst-client';
import { addEc2Details } from './ec2/add-ec2-details.ts';
import type { Ec2Source } from './ec2/ec2-source.ts';
import type { GroupSource } from './group-source.ts';
import { type GroupAnswer, needsStatus } from './hosts.ts';
import type { InventoryRequest } from './inventory-request.ts';
import { refuseOdd, refuseTooMany } from './refuse-odd.ts';
import { selectGroups } from './select-groups.ts';
import { createSelection, everything, type HostSelection } from './selection.ts';
import { strictly, type Tolerate } from './tolerance.ts';

/** Where answers come from. */
export interface AnswerSources {
  groups: GroupSource;
  /** Asked only where `want_ec2_details` is on. */
  ec2?: Ec2Source;
  /** What becomes of a group that may not be read. Default: an error. */
  tolerate?: Tolerate;
}

/**
 * Groups under way at once: enough to keep the client's limiter busy, which decides how many requests really are, and
 * few enough to stop soon after a failure.
 */
const width = 16;

/** Up to so many groups are read by themselves, instead of out of the list of all, which holds the whole of each. */
const fewIds = 8;

async function knownGroups(
  source: GroupSource,
  selection: HostSelection,
  { only, selectors }: InventoryRequest,
  strict: boolean,
): Promise<{ known: AccountGroup[]; warnings: string[] }> {
  const { ids, isConfined } = selection;
  if (only.length > 0) return { known: await source.groupsById(only), warnings: [] };
  if (selectors.length === 0 && isConfined && ids.length <= fewIds) {
    return { known: await source.groupsById(ids), warnings: [] };
  }
  const known = await source.groups();
  // An id that nothing has is somebody's mistake in either case. It may be in an account that may not be read.
  if (strict) for (const id of ids) selectGroup(known, id);
  const vain = selection.unmatched(known.map(({ group }) => group).filter(isStateful));
  const warning = `WARNING: regions and filters name what no stateful group has: ${vain.join(', ')}`;
  return { known, warnings: vain.length > 0 ? [warning] : [] };
}

/**
 * Reads groups, then their instances side by side, and what else is wanted or missing of those that are meant. What no
 * filter can mean is not asked for.
 *
 * @throws EsgError naming the group that could not be read, or that holds what must not be passed on
 */
export async function readAnswers(
  { groups, ec2, tolerate = strictly }: AnswerSources,
  settings: InventorySettings,
  request: InventoryRequest,
): Promise<{ answers: GroupAnswer[]; warnings: string[] }> {
  // A roll needs its clusters whole: an instance that no filter means is a member all the same.
  const selection = createSelection(request.only.length > 0 ? everything : settings);
  const { wantStatus, wantInstanceHealth, wantEc2Details, strictPermissions } = settings;

  const readGroup = async (of: AccountGroup): Promise<GroupAnswer[]> => {
    const { id } = of.group;
    const subject = `group ${id}`;
    refuseOdd(subject, of.group);
    const told = await tolerate(() => groups.instances(of), undefined, `${subject} is left out`);
    if (told === undefined) return [];
    refuseTooMany(subject, told);
    const instances = told.filter((one) => selection.mayMeanInstance(of.group, one, wantEc2Details));
    const detail = <T>(what: string, isWanted: boolean, read: () => Promise<T[]>): Promise<T[]> | T[] =>
      isWanted && instances.length > 0 ? tolerate(read, [], `${what} of ${subject} is left out`) : [];
    const status = await detail('the status', needsStatus(instances, wantStatus), () => groups.status(of));
    const health = wantInstanceHealth ? await detail('the health', true, () => groups.health(of)) : undefined;
    const answer: GroupAnswer = { ...of, instances, status, ...(health && { health }) };
    refuseOdd(subject, answer);
    return [answer];
  };

  const { known, warnings } = await knownGroups(groups, selection, request, strictPermissions);
  const chosen = selectGroups(known, request.selectors).filter(({ group }) => selection.mayMean(group));
  const told = (await mapAbreast(chosen, width, readGroup)).flat();
  if (!wantEc2Details || !ec2) return { answers: told, warnings };

  const detailed = await addEc2Details(told, ec2, tolerate);
  const meant = detailed.answers.map((answer) => ({
    ...answer,
    instances: answer.instances.filter((one) => selection.mayMeanInstance(answer.group, one, false)),
  }));
  return { answers: meant, warnings: [...warnings, ...detailed.warnings] };
}
