import { nodesThatMatter } from '../../kind/question.ts';
import { countListed, countVoters, isServing, isVoter, serving } from '../ensemble.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

export const ensembleSize: ZookeeperRule = {
  id: 'Z4',
  code: 'ensemble-size',
  holds: 'The members that are listed are the voters of the ensemble, and all members have the same configuration.',
  source: `${canonicalOperator} (as many members as servers)`,
  isOverridable: true,
  judge(snapshot, question) {
    const matter = nodesThatMatter(question).filter((address) => isServing(snapshot, address));
    const sizes = new Set(matter.flatMap((address) => snapshot.members.get(address)?.quorumSize ?? []));
    if (sizes.size > 1) {
      const message = `The members do not agree on the number of voters: ${[...sizes].join(', ')}`;
      return [{ subject: 'cluster', message, hint: 'Give all of them the same server lines.' }];
    }
    const voters = countVoters(snapshot, question);
    const observers = serving(snapshot).filter(([, { mode }]) => mode === 'observer').length;
    const most = countListed(question) - observers;
    const least = matter.filter((address) => isVoter(snapshot.members.get(address)!)).length;
    if (voters > most) {
      const message = `The ensemble has ${voters} voters, of which at most ${most} are listed`;
      const hint = 'List all members in nodes: one that is not listed is not asked.';
      return [{ subject: 'cluster', message, hint, isLasting: true }];
    }
    if (voters >= least) return [];
    const message = `The ensemble has ${voters} voters, and ${least} of the members listed say that they vote`;
    return [{ subject: 'cluster', message, hint: 'Is one of them missing in the server lines of the others?' }];
  },
};
