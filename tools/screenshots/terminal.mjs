// Writes docs/images/live-view.svg and live-view-failing.svg: the screen of a real terminal during a roll on the
// simulator. Needs tmux.
//   ./node_modules/.bin/node -C source tools/screenshots/terminal.mjs
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serveEnsemble } from '../../e2e/support/ensemble.ts';
import { executable, node, python } from '../../e2e/support/executables.ts';
import { freePort } from '../../e2e/support/free-port.ts';
import { localConfig, startRollSite } from '../../e2e/support/roll-site.ts';
import { openPane } from '../../e2e/support/tmux.ts';
import { terminalSvg } from './terminal-svg.mjs';

const images = join(dirname(dirname(import.meta.dirname)), 'docs/images');
const size = { columns: 80, rows: 27 };
const addresses = [1, 2, 3, 4, 5].map((n) => `127.0.1.${n + 10}`);
const ids = ['ssi-4c1f8a21', 'ssi-9b3e6d07', 'ssi-2f7a1c58', 'ssi-e05d94b3', 'ssi-71c8f2ea'];

const site = await startRollSite({
  groups: [
    {
      id: 'sig-3f9a',
      name: 'zookeeper-prod',
      image: 'ami-0d52744d6551d851e',
      instances: ids.map((id, index) => ({ id, privateIp: addresses[index], imageId: 'ami-0b20f552f63953f0e' })),
    },
  ],
  recycling: { lagMs: 500, durationMs: 15_000 },
});
site.write('site.spotinst_esg.yml', `${localConfig}clusters:\n  zookeeper-prod: [sig-3f9a]\n`);
const ensemble = await serveEnsemble(addresses, await freePort(addresses));
const variables = {
  ansible_python_interpreter: python('python3'),
  esg_recycle_health: 'zookeeper',
  esg_recycle_health_options: { port: ensemble.port },
  esg_recycle_check_interval: '1s',
};
const options = ['--cluster', 'zookeeper-prod', '--poll-interval', '500ms', '--yes'];
const command = [node, executable('recycle-runner'), ...options, '--', '-e', JSON.stringify(variables)];
const pane = await openPane(command, { ...size, folder: site.folder, environment: site.environment });

/** Removes the lines above and below the view. */
function viewIn(lines) {
  const start = lines.findIndex((line) => line.includes('Recycling '));
  const end = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(start, end + 1);
}

async function write(name, description) {
  const lines = viewIn(await pane.colored());
  const title = 'recycle-runner --cluster zookeeper-prod';
  writeFileSync(join(images, `${name}.svg`), terminalSvg(lines, { columns: size.columns, title, description }));
  console.log(`docs/images/${name}.svg`);
}

const timeoutMs = 900_000;
try {
  await pane.until(
    (lines) => /: step 7 of 7/.test(lines.join('\n')) && /2 of 5 done/.test(lines.join('\n')),
    timeoutMs,
  );
  await pane.until((lines) => /[5-9] of 12 checks passed/.test(lines.join('\n')));
  await write('live-view', 'The progress of a roll: two of five instances are done, the third is in its health check');
  ensemble.synced = 2;
  await pane.until((lines) => /are synced with the leader/.test(lines.join('\n')));
  await write('live-view-failing', 'The same roll while the health check fails, with the reason and the numbers');
} finally {
  await pane.close();
  ensemble.close();
  await site.stop();
}
