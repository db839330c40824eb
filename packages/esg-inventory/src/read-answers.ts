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

/** The sources of responses. */
export interface AnswerSources {
  groups: GroupSource;
  /** Used only with `want_ec2_details`. */
  ec2?: Ec2Source;
  /** What to do with an account, a detail or an AWS call that is refused. Default: an error. */
  tolerate?: Tolerate;
  /** Called when a group is left out because a call about it failed; see {@link createLeftOut}. */
  onLeftOut?: () => void;
}

/**
 * The number of concurrent groups: enough to keep the client's limiter busy, which limits the requests, and few enough
 * to stop soon after a failure.
 */
const width = 16;

/** Up to this number, groups are read one by one instead of from the list of all groups, which is much larger. */
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
  // An unknown id is a mistake. Without `strict` it can belong to an account that may not be read.
  if (strict) for (const id of ids) selectGroup([...known, ...unreadable], id);
  const stateful = known.map(({ group }) => group).filter(isStateful);
  const unmatched = selection.unmatched([...stateful, ...unreadable.map(({ group }) => group)]);
  const warning = `WARNING: no stateful group matches these values of regions and filters: ${unmatched.join(', ')}`;
  return { known, unreadable, warnings: unmatched.length > 0 ? [warning] : [] };
}

/**
 * Reads groups, then their instances concurrently, then the details that are requested or missing. Skips what no filter
 * can match. An unreadable group that the user did not name is left out with a warning.
 *
 * @throws EsgError with the named group that could not be read or contains unsafe text
 */
export async function readAnswers(
  { groups, ec2, tolerate = strictly, onLeftOut }: AnswerSources,
  settings: InventorySettings,
  request: InventoryRequest,
): Promise<{ answers: GroupAnswer[]; warnings: string[] }> {
  // A roll needs complete clusters: an instance that no filter matches is still a member.
  const selection = createSelection(request.only.length > 0 ? everything : settings);
  const { wantStatus, wantInstanceHealth, wantEc2Details, strictPermissions } = settings;

  const readGroup = async (of: AccountGroup): Promise<GroupAnswer | undefined> => {
    const { id } = of.group;
    const subject = `group ${id}`;
    refuseUnreadable(subject, of.group);
    const reported = await tolerate(() => groups.instances(of), undefined, `${subject} is left out`);
    if (reported === undefined) return undefined;
    refuseTooMany(subject, reported);
    const instances = reported.filter((one) => selection.mayMatchInstance(of.group, one, wantEc2Details));
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
    if (selection.mayMatchUnreadable(one.group)) leftOut.pass(one);
  const chosen = selectGroups(known, selectors).filter(({ group }) => selection.mayMatch(group));
  const attempted = await mapConcurrently(chosen, width, (of) => leftOut.attempt(of, () => readGroup(of)));
  const reported = attempted.filter((answer) => answer !== undefined);
  // Groups that no filter matches are expected to be missing.
  if (chosen.length > 0 || known.length === 0) leftOut.check(reported);
  if (!wantEc2Details || !ec2) return { answers: reported, warnings: [...warnings, ...leftOut.warnings()] };

  const detailed = await addEc2Details(reported, ec2, tolerate, leftOut.attempt);
  if (reported.length > 0) leftOut.check(detailed.answers);
  const matching = detailed.answers.map((answer) => ({
    ...answer,
    instances: answer.instances.filter((one) => selection.mayMatchInstance(answer.group, one, false)),
  }));
  return { answers: matching, warnings: [...warnings, ...leftOut.warnings(), ...detailed.warnings] };
}
