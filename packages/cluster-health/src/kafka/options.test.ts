import { describe, expect, it } from '@jest/globals';
import { options } from './options.ts';

describe('the options of Kafka', () => {
  it('has defaults for every option', () => {
    expect(options.parse({})).toEqual({ port: 9092, node_ids: new Map(), controllers: new Map(), timeout: 5000 });
  });

  it.each([
    ['10.0.0.4', '10.0.0.4', 9093],
    ['10.0.0.4:9193', '10.0.0.4', 9193],
    ['controller.internal:9093', 'controller.internal', 9093],
    ['fd00::4', 'fd00::4', 9093],
    ['[fd00::4]:9193', 'fd00::4', 9193],
  ])('takes the controller %s', (text, host, port) => {
    expect(options.parse({ controllers: [text] }).controllers).toEqual(new Map([[host, port]]));
  });

  it.each(['10.0.0.4:0', '10.0.0.4:port', ''])('rejects the controller %j', (text) => {
    expect(options.safeParse({ controllers: [text] }).error?.issues).toMatchObject([
      { path: ['controllers', 0], message: `${text} is not a host or host:port` },
    ]);
  });

  it('rejects one id for two nodes', () => {
    expect(options.safeParse({ node_ids: { a: 1, b: 1 } }).error?.issues).toMatchObject([
      { path: ['node_ids'], message: 'two nodes have the same id' },
    ]);
  });
});
