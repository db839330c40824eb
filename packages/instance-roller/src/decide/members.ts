import type { Finding } from '@esg-recycler/core';
import type { MemberFact } from './facts.ts';

/** The members that are not ACTIVE, or have no address. */
export const membersOut = (members: readonly MemberFact[]): MemberFact[] =>
  members.filter(({ state, address }) => state !== 'ACTIVE' || address === null);

/** Whether waiting does not bring a member back. PAUSED may be a step of a recycle whose end is not on record. */
export const staysOut = ({ state, isUnderWay }: MemberFact): boolean =>
  state === 'ERROR' || state.startsWith('DEALLOCAT') || (state === 'PAUSED' && !isUnderWay);

/** Members that are out, as findings. */
export const memberFindings = (members: readonly MemberFact[]): Finding[] =>
  membersOut(members).map((member) => ({
    code: 'other-not-active',
    severity: 'block',
    subject: member.ssi,
    message: `${member.ssi} is ${member.state} at ${member.address ?? 'no address'}`,
    ...(staysOut(member) && member.hint !== undefined && { hint: member.hint }),
  }));
