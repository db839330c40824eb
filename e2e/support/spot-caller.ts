// One of several processes of an organization: reads a group again and again. Prints `ready`, waits for a line, and
// prints the codes of its errors.
import { once } from 'node:events';
import { openStore } from '@esg-recycler/esg-store';
import { createSpotClients } from '@esg-recycler/spotinst-client';

export interface SpotCallerOptions {
  apiUrl: string;
  token: string;
  account: string;
  /** The folder of its own files. */
  dir: string;
  /** Undefined: a store in its own folder. */
  store?: string;
  calls: number;
}

const { apiUrl, token, account, dir, store: url, calls } = JSON.parse(process.argv[2]!) as SpotCallerOptions;
const store = await openStore({ url, stateDir: dir, cacheDir: dir });
const settings = { accounts: [account], apiUrl, token, timeoutMs: 10_000 };
const [client] = createSpotClients(settings, { shared: store.sharedLimit });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const ends = await Promise.allSettled(Array.from({ length: calls }, () => client!.listStatefulInstances('sig-kafka')));
const errors = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
process.stdout.write(`${JSON.stringify(errors)}\n`);
process.stdin.destroy();
await store.close();
