import { defineKind } from '../kind/kind.ts';
import { measures } from './measures.ts';
import { type KafkaOptions, options } from './options.ts';
import { read } from './read.ts';
import { rules } from './rules/index.ts';
import type { KafkaSnapshot } from './snapshot.ts';
import { standing } from './standing.ts';

/**
 * Apache Kafka 3.3 or later with KRaft, with combined or dedicated controllers, and 2.4 or later with ZooKeeper. The
 * active controller is the leader.
 */
export const kafka = defineKind<KafkaOptions, KafkaSnapshot>({
  name: 'kafka',
  options,
  rules,
  read,
  standing,
  measures,
});
