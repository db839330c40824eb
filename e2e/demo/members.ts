import { join } from 'node:path';
import { startSimulator } from '@esg-recycler/spot-simulator';
import { freePort } from '../support/free-port.ts';
import { type MajorityClient, startMajorityClient } from '../support/majority-client.ts';
import { openStage, print } from './stage.ts';
import { memberCommand } from '../support/member-command.ts';

const addresses = ['127.0.1.1', '127.0.1.2', '127.0.1.3'];
const [oldImage, newImage] = ['ami-2024', 'ami-2025'];
const group = 'sig-demo';

/**
 * Three stateful instances, real processes behind three loopback addresses, move to a new image one at a time, while a
 * client reads from a majority of them.
 *
 * @returns whether everything went as expected
 */
export async function demo(): Promise<boolean> {
  const { folder, show, keepReport, clear } = openStage();
  const port = await freePort(addresses);
  const member = memberCommand(port);
  const simulator = await startSimulator({
    groups: [
      {
        id: group,
        name: 'demo cluster',
        image: newImage,
        instances: addresses.map((privateIp) => ({ privateIp, imageId: oldImage })),
      },
    ],
    recycling: { lagMs: 500, durationMs: 2000 },
    processes: { [oldImage]: member, [newImage]: member },
    machines: { folder: join(folder, 'machines') },
  });

  const exitCodes: number[] = [];
  const urls = addresses.map((address) => `http://${address}:${port}/`);
  const roll = ['--esg', group, '--poll-interval', '200ms'];
  const ansible = ['-e', JSON.stringify({ esg_recycle_wait_ports: [port] })];
  let client: MajorityClient | undefined;
  let report = 'none';
  try {
    client = await startMajorityClient(urls);
    print(
      `Three members run ${oldImage}. The image of their group is ${newImage}. Ansible variables of the first member:`,
    );
    exitCodes.push(await show(simulator, 'esg-inventory', '--host', '127.0.1.1'));
    print('The plan:');
    exitCodes.push(await show(simulator, 'recycle-runner', 'plan', ...roll));
    print('The roll, one instance at a time, through ansible-playbook:');
    exitCodes.push(await show(simulator, 'recycle-runner', ...roll, '--yes', '--', ...ansible));
    report = keepReport();
    print('The same command again: nothing is left to do.');
    exitCodes.push(await show(simulator, 'recycle-runner', ...roll, '--yes', '--', ...ansible));
  } finally {
    await client?.stop();
    await simulator.stop();
    clear();
  }

  const { reads, failed } = client;
  const images = client.images();
  print('Verified from outside:');
  console.log(`members answer with         ${images.join(', ')}`);
  console.log(`out at the same time        ${simulator.maxOut()} at most`);
  console.log(`reads from a majority       ${reads} reads, ${failed} failed`);
  console.log(`the report of the roll      ${report}`);
  return (
    exitCodes.every((code) => code === 0) &&
    images.length === addresses.length &&
    images.every((image) => image === newImage) &&
    simulator.maxOut() === 1 &&
    failed === 0
  );
}
