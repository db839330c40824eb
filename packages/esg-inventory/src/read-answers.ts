import { mapConcurrently } from '@esg-recycler/core';
import type { InventorySettings } from '@esg-recycler/core';
import { type AccountGroup, isStateful, selectGroup } from '@esg-recycler/spotinst-client';
import { addEc2Details } from './ec2/add-ec2-details.ts';
import type { Ec2Source } from './ec2/ec2-source.ts';
import type { GroupSource } from './group-source.ts';
import { type GroupAnswer, needsStatus } from './hosts.ts';
import type { InventoryRequest } from './inventory-request.ts';
import { refuseUnreadable, refuseTooMany } from './refuse-unreadable.ts';
import { createLeftOut } from './left-out.ts';
import type { UnreadableAccountGroup } from './listed-groups.ts';
import { namedBy, selectGroups, selectUnreadable } from './select-groups.ts';
import { createSelection, everything, type HostSelection } from './selection.ts';
import { strictly, type Tolerate } from './tolerance.ts';

/** Where answers come from. */
export interface AnswerSources {
  groups: GroupSource;
  /** Asked only where `want_ec2_details` is on. */
  ec2?: Ec2Source;
  /** What becomes of an account, a detail or a call of AWS that is refused. Default: an error. */
  tolerate?: Tolerate;
  /** Told where a group is left out because a call about it failed; see {@link createLeftOut}. */
  onLeftOut?: () => void;
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
): Promise<{ known: AccountGroup[]; unreadable: UnreadableAccountGroup[]; warnings: string[] }> {
  const { ids, isConfined } = selection;
  const isOfFew = selectors.length === 0 && isConfined && ids.length <= fewIds;
  if (only.length > 0 || isOfFew) {
    return { known: await source.groupsById(only.length > 0 ? only : ids), unreadable: [], warnings: [] };
  }
  const { known, unreadable } = await source.groups();
  // An id that nothing has is somebody's mistake in either case. It may be in an account that may not be read.
  if (strict) for (const id of ids) selectGroup([...known, ...unreadable], id);
  const stateful = known.map(({ group }) => group).filter(isStateful);
  const vain = selection.unmatched([...stateful, ...unreadable.map(({ group }) => group)]);
  const warning = `WARNING: regions and filters name what no stateful group has: ${vain.join(', ')}`;
  return { known, unreadable, warnings: vain.length > 0 ? [warning] : [] };
}

/**
 * Reads groups, then their instances side by side, and what else is wanted or missing of those that are meant. What no
 * filter can mean is not asked for. A group that nobody named and that cannot be read is left out, with a warning.
 *
 * @throws EsgError naming the group that was named and could not be read, or holds what must not be passed on
 */
export async function readAnswers(
  { groups, ec2, tolerate = strictly, onLeftOut }: AnswerSources,
  settings: InventorySettings,
  request: InventoryRequest,
): Promise<{ answers: GroupAnswer[]; warnings: string[] }> {
  // A roll needs its clusters whole: an instance that no filter means is a member all the same.
  const selection = createSelection(request.only.length > 0 ? everything : settings);
  const { wantStatus, wantInstanceHealth, wantEc2Details, strictPermissions } = settings;

  const readGroup = async (of: AccountGroup): Promise<GroupAnswer | undefined> => {
    const { id } = of.group;
    const subject = `group ${id}`;
    refuseUnreadable(subject, of.group);
    const reported = await tolerate(() => groups.instances(of), undefined, `${subject} is left out`);
    if (reported === undefined) return undefined;
    refuseTooMany(subject, reported);
    const instances = reported.filter((one) => selection.mayMeanInstance(of.group, one, wantEc2Details));
    const detail = <T>(what: string, isWanted: boolean, read: () => Promise<T[]>): Promise<T[]> | T[] =>
      isWanted && instances.length > 0 ? tolerate(read, [], `${what} of ${subject} is left out`) : [];
    const status = await detail('the status', needsStatus(instances, wantStatus), () => groups.status(of));
    const health = wantInstanceHealth ? await detail('the health', true, () => groups.health(of)) : undefined;
    const answer: GroupAnswer = { ...of, instances, status, ...(health && { health }) };
    refuseUnreadable(subject, answer);
    return answer;
  };

  const { known, unreadable, warnings } = await knownGroups(groups, selection, request, strictPermissions);
  const { selectors } = request;
  const listed = [...known, ...unreadable].map(({ group }) => group);
  const leftOut = createLeftOut(namedBy(request, selection.ids, listed), onLeftOut);
  for (const one of selectUnreadable(unreadable, selectors))
    if (selection.mayMeanUnreadable(one.group)) leftOut.pass(one);
  const chosen = selectGroups(known, selectors).filter(({ group }) => selection.mayMean(group));
  const attempted = await mapConcurrently(chosen, width, (of) => leftOut.attempt(of, () => readGroup(of)));
  const reported = attempted.filter((answer) => answer !== undefined);
  // What no filter means is missing for a good reason.
  if (chosen.length > 0 || known.length === 0) leftOut.check(reported);
  if (!wantEc2Details || !ec2) return { answers: reported, warnings: [...warnings, ...leftOut.warnings()] };

  const detailed = await addEc2Details(reported, ec2, tolerate, leftOut.attempt);
  if (reported.length > 0) leftOut.check(detailed.answers);
  const meant = detailed.answers.map((answer) => ({
    ...answer,
    instances: answer.instances.filter((one) => selection.mayMeanInstance(answer.group, one, false)),
  }));
  return { answers: meant, warnings: [...warnings, ...leftOut.warnings(), ...detailed.warnings] };
}
