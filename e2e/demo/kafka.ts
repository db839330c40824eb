import { join } from 'node:path';
import { execa } from 'execa';
import { kafka } from '../clusters/kafka/kind.ts';
import { startKafkaLoad } from '../clusters/kafka/load.ts';
import { createTopic, partitions } from '../clusters/kafka/topic.ts';
import { watchKafka } from '../clusters/kafka/watch.ts';
import { type Cluster, startCluster } from '../clusters/start-cluster.ts';
import { node, repository } from '../support/executables.ts';
import { findCommand } from '../support/find-command.ts';
import { openStage, print, type Stage } from './stage.ts';

/** Downloads Kafka. Prints what is missing and how to install it. */
async function bringKafka(): Promise<boolean> {
  if (findCommand('java') === undefined) {
    console.error('This demo runs a real Kafka, and Java is missing: npm run setup:system');
    return false;
  }
  const { exitCode } = await execa(node, [join(repository, 'tools/cluster-jars.mjs'), kafka.name], {
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
  return exitCode === 0;
}

async function roll({ addresses, ssis, group, images, place, versionOf }: Cluster, { show }: Stage): Promise<boolean> {
  await createTopic(addresses);
  const load = await startKafkaLoad(addresses);
  const watch = watchKafka(addresses);
  const args = ['--esg', group, '--poll-interval', '200ms'];

  print(`Three brokers of Kafka ${versionOf(ssis[0]!)}, whose group has the image of the next version. A topic with
# ${partitions} partitions, three replicas each, two of them at least in sync, is written to and read all the time.
# The plan, with the result of the health check:`);
  const exitCodes = [await show(place, 'recycle-runner', 'plan', ...args)];
  print('The roll: no broker leaves before all replicas are in sync. The active controller goes last.');
  exitCodes.push(await show(place, 'recycle-runner', ...args, '--yes'));
  const [seen, written] = [await watch.stop(), await load.stop()];

  const versions = ssis.map(versionOf);
  print('Verified from outside:');
  console.log(`brokers run                 ${versions.join(', ')}`);
  console.log(`out at the same time        ${place.maxOut()} at most`);
  console.log(`messages                    ${written.acknowledged} acknowledged, ${written.lost.length} lost`);
  console.log(`the consumer                missed ${written.unconsumed}`);
  console.log(`partitions under minISR     ${seen.mostUnderMinIsr} at most`);
  console.log(`partitions without a leader ${seen.mostLeaderless} at most`);
  console.log(`active controller           broker ${seen.controllers.join(', then ')}`);
  return (
    exitCodes.every((code) => code === 0) &&
    versions.every((version) => images.new === `ami-kafka-${version}`) &&
    place.maxOut() === 1 &&
    written.lost.length + written.unconsumed + seen.mostUnderMinIsr + seen.mostLeaderless === 0
  );
}

/**
 * Three real brokers move to a new version, while a producer and a consumer are at work.
 *
 * @returns whether everything went as expected
 */
export async function demo(): Promise<boolean> {
  if (!(await bringKafka())) return false;
  const stage = openStage();
  try {
    const cluster = await startCluster(kafka);
    try {
      return await roll(cluster, stage);
    } finally {
      await cluster.stop();
    }
  } finally {
    stage.clear();
  }
}
