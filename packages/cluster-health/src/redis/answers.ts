import type { RedisPeer, RedisReplication } from './snapshot.ts';

/** The fields of INFO and CLUSTER INFO. */
export type Fields = ReadonlyMap<string, string>;

export const toFields = (text: string): Fields =>
  new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const [, key, value] = /^([a-z]\w*):(.*)$/i.exec(line) ?? [];
      return key === undefined ? [] : [[key, value!]];
    }),
  );

/** @throws Error if the field is missing or not a number */
export function numberIn(fields: Fields, key: string): number {
  const number = Number(fields.get(key) ?? Number.NaN);
  if (Number.isFinite(number)) return number;
  throw new Error(`its response has no number ${key}`);
}

/** @throws Error if the response is not one of Redis */
export function toReplication(info: Fields): RedisReplication {
  if (info.get('role') === 'master') {
    return { role: 'master', offset: numberIn(info, 'master_repl_offset'), isLinked: true };
  }
  if (info.get('role') !== 'slave') throw new Error('its response contains no role');
  const isLinked = info.get('master_link_status') === 'up' && info.get('master_sync_in_progress') === '0';
  return { role: 'replica', offset: numberIn(info, 'slave_repl_offset'), isLinked };
}

/** One line of CLUSTER NODES: id, address, flags, master, ping, pong, epoch, link, slots. */
export interface NodeLine {
  peer: RedisPeer;
  isMyself: boolean;
  /** Slots being migrated or imported. Only the node itself reports them. */
  openSlots: readonly string[];
}

function sizeOf(range: string): number {
  const [first, last = first] = range.split('-').map(Number);
  return last! - first! + 1;
}

function describeOpenSlot(text: string): string {
  const [, slot, arrow, id] = /^\[(\d+)-(.)-(\w+)\]$/.exec(text) ?? [];
  return `${slot} ${arrow === '>' ? 'to' : 'from'} ${id?.slice(0, 8)}`;
}

/** `10.0.0.1:6379@16379`, followed by `,host` if the node announces a host name. */
function hostsOf(address: string): string[] {
  const [endpoint = '', hostname = ''] = address.split(',');
  const host = endpoint.replace(/@\d+$/, '').replace(/:\d+$/, '');
  return [host, hostname].filter((name) => name !== '' && !name.includes('='));
}

export const toNodeLines = (text: string): NodeLine[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [id = '', address = '', flagText = '', master = '-', , , , , ...slots] = line.split(' ');
      const flags = flagText.split(',');
      if (!/^[0-9a-f]{40}$/.test(id)) throw new Error('its response to CLUSTER NODES cannot be parsed');
      const ranges = slots.filter((slot) => /^\d/.test(slot));
      const peer: RedisPeer = {
        id,
        hosts: flags.includes('noaddr') ? [] : hostsOf(address),
        role: flags.includes('slave') ? 'replica' : 'master',
        masterId: master === '-' ? undefined : master,
        failing: flags.includes('fail') ? 'fail' : flags.includes('fail?') ? 'fail?' : undefined,
        ranges,
        slots: ranges.reduce((sum, range) => sum + sizeOf(range), 0),
      };
      const openSlots = slots.filter((slot) => slot.startsWith('[')).map(describeOpenSlot);
      return { peer, isMyself: flags.includes('myself'), openSlots };
    });
