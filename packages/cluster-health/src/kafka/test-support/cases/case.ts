import type { RuleVerdict } from '../../../kind/rule.ts';
import { broker, c, controller, type KafkaSceneChange, partition, quorum } from '../three-brokers.ts';

/** An expected verdict: its severity (`lasting`: blocks and does not resolve on its own) and a part of its message. */
type Expected = readonly [severity: 'block' | 'lasting' | 'warn', part: string];

/** One snapshot that one rule evaluates. */
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

/** A verdict in the form that cases expect. */
export const seen = ({ severity = 'block', isLasting, message }: RuleVerdict): [string, string] => [
  isLasting ? 'lasting' : severity,
  message,
];
