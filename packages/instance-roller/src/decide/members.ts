import type { Finding } from '@esg-recycler/core';
import type { MemberFact } from './facts.ts';

/** The members that are not ACTIVE, or have no address. */
export const membersOut = (members: readonly MemberFact[]): MemberFact[] =>
  members.filter(({ state, address }) => state !== 'ACTIVE' || address === null);

/** Whether a member stays down without help. PAUSED may be a step of a recycle that is in progress. */
export const staysOut = ({ state, isUnderWay }: MemberFact): boolean =>
  state === 'ERROR' || state.startsWith('DEALLOCAT') || (state === 'PAUSED' && !isUnderWay);

/** A finding for every member that is out. */
export const memberFindings = (members: readonly MemberFact[]): Finding[] =>
  membersOut(members).map((member) => ({
    code: 'other-not-active',
    severity: 'block',
    subject: member.ssi,
    message: `${member.ssi} (${member.address ?? 'no address'}) is ${member.state}`,
    ...(staysOut(member) && member.hint !== undefined && { hint: member.hint }),
  }));
