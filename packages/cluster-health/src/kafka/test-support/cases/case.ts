import type { RuleVerdict } from '../../../kind/rule.ts';
import { broker, c, controller, type KafkaSceneChange, partition, quorum } from '../three-brokers.ts';

/** What a case expects: nothing, or the severity (`lasting`: blocks, and waiting cannot help) and part of the message. */
type Expected = readonly [severity: 'block' | 'lasting' | 'warn', part: string];

/** One reading, judged by one rule. */
export type KafkaCase = readonly [name: string, change: KafkaSceneChange, ...expected: Expected[]];

export const after = { phase: 'after' } as const;

export const partitions = (...some: ReturnType<typeof partition>[]): KafkaSceneChange => ({
  all: { partitions: some },
});

export const pair = partition('pairs-0', [1, 2]);

export const controllersApart: KafkaSceneChange = {
  controllers: { [c]: controller({ quorum: quorum() }) },
  all: { brokers: [1, 2].map(broker), partitions: [pair] },
};

/** A verdict as cases expect it. */
export const seen = ({ severity = 'block', isLasting, message }: RuleVerdict): [string, string] => [
  isLasting ? 'lasting' : severity,
  message,
];
