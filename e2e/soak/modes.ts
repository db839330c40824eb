import { localConfig, type RollSite } from '../support/roll-site.ts';
import { type Command, recoverOf, playbookOf, runnerOf } from './commands.ts';
import type { Random } from './random.ts';
import type { Victim } from './strike.ts';

/** When the second of two commands starts. */
export type SecondStart = 'at once' | 'under the lease' | 'after the strike';

export interface Mode {
  name: string;
  groups: readonly string[];
  persistsRoot: boolean;
  victims: readonly Victim[];
  /** Whether a strike also deletes the store. */
  deletesStore: boolean;
  /** One command, or two that compete for the lease. */
  commands: (site: RollSite, random: Random) => Command[];
  secondStarts: readonly SecondStart[];
  /** The command that restores what a kill left, if there is something to restore. */
  healer?: (site: RollSite) => Command;
}

const group = 'sig-1';
const other = 'sig-2';

const basis = {
  groups: [group],
  persistsRoot: false,
  deletesStore: false,
  victims: ['runner', 'ansible-playbook', 'executable', 'everything'],
  secondStarts: ['at once', 'under the lease'],
} as const satisfies Partial<Mode>;

const alone = (site: RollSite): Command[] => [runnerOf(site, { group })];

/** Either may be the first. */
const inAnyOrder = (random: Random, one: Command, two: Command): Command[] =>
  random.chance(0.5) ? [one, two] : [two, one];

function twoTerminals(site: RollSite): Command[] {
  const config = site.write('both.spotinst_esg.yml', `${localConfig}clusters: { both: [${group}, ${other}] }\n`);
  const ignorant = site.write('one.spotinst_esg.yml', localConfig);
  return [
    runnerOf(site, { name: 'runner that knows', group, config }),
    runnerOf(site, { name: 'runner that does not', group: other, config: ignorant }),
  ];
}

/** Without its store, a machine cannot recognize its own mark. */
const takesOver = ['--override', 'rolled-elsewhere=the store was deleted'];

/** What runs at the same time, and what is killed. */
export const modes: readonly Mode[] = [
  { ...basis, name: 'runner killed', victims: ['runner'], commands: alone },
  { ...basis, name: 'playbook killed', victims: ['ansible-playbook'], commands: alone },
  { ...basis, name: 'executable killed', victims: ['executable'], commands: alone },
  { ...basis, name: 'all killed', victims: ['everything'], commands: alone },
  {
    ...basis,
    name: 'two playbooks',
    victims: ['ansible-playbook', 'executable', 'everything'],
    commands: (site) => [playbookOf(site, 'playbook', group), playbookOf(site, 'other playbook', group)],
  },
  {
    ...basis,
    name: 'playbook beside runner',
    commands: (site, random) => inAnyOrder(random, runnerOf(site, { group }), playbookOf(site, 'playbook', group)),
  },
  { ...basis, name: 'two terminals', groups: [group, other], commands: twoTerminals },
  {
    ...basis,
    name: 'store deleted',
    deletesStore: true,
    victims: ['nothing', 'runner', 'everything'],
    commands: (site) => [
      runnerOf(site, { group, more: takesOver }),
      runnerOf(site, { name: 'next runner', group, more: takesOver }),
    ],
    secondStarts: ['after the strike'],
  },
  {
    ...basis,
    name: 'replace root',
    persistsRoot: true,
    commands: (site) => [runnerOf(site, { group, more: ['--replace-root'] })],
    healer: (site) => recoverOf(site, group),
  },
];
