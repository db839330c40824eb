// A health check of the kind command. A test controls its result through files in a folder:
// `failing` (why it does), `leader` (an address, or `anybody` who is asked). It notes every check in `checks`.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const { ESG_HEALTH_NODE: node, ESG_HEALTH_PHASE: phase } = process.env;
const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim() : '');

appendFileSync(join(folder, 'checks'), `${phase} ${node}\n`);
const why = read('failing');
if (why) {
  process.stdout.write(`${why}\n`);
  process.exitCode = 1;
}
const leads = ['anybody', node].includes(read('leader'));
if (!why) process.stdout.write(`${JSON.stringify({ role: leads ? 'leader' : 'follower' })}\n`);
