/**
 * The sentence that ends the hint of a problem which can be overridden.
 *
 * @param accepted what the user accepts: `To accept that ${accepted}, …`
 */
export const overrideHint = (rule: string, accepted: string): string =>
  `To accept that ${accepted}, override the rule: --override ${rule}=REASON (in Ansible: esg_recycle_overrides).`;
