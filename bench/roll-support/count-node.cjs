// Required by every Node of a measured roll, by NODE_OPTIONS: appends what was started to the file BENCH_NODE_STARTS.
const { appendFileSync } = require('node:fs');
const { basename } = require('node:path');
const { isMainThread } = require('node:worker_threads');

const [, script = '-e', first = ''] = process.argv;
if (isMainThread) {
  appendFileSync(process.env.BENCH_NODE_STARTS, `${`${basename(script)} ${first}`.trim().replaceAll(/\s+/g, ' ')}\n`);
}
