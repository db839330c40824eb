import { describe, expect, it } from '@jest/globals';
import { parseRequest } from './request.ts';

const request = { host: 'a', variables: { esg_recycle_group: 'sig-1' } };
const parse = (fields: object = {}) => parseRequest(JSON.stringify({ ...request, ...fields }));

const launch = { instanceId: 'i-1', imageId: 'ami-1', privateIp: null, launchedAt: null, devices: [] };
const assessment = {
  decision: 'recycle',
  target: 'ami-1',
  stateful: { ...launch, id: 'ssi-1', state: 'ACTIVE', createdAt: null },
  persistence: { privateIp: true, blockDevices: true, rootDevice: false, blockDevicesMode: 'reattach' },
  address: null,
  nodes: ['10.0.0.1'],
  expected: 1,
  isUnderWay: false,
  outageKinds: [],
  findings: [],
};

describe('parseRequest', () => {
  it('needs only a host and its variables', () =>
    expect(parse()).toEqual({
      ...request,
      checkMode: false,
      runOverrides: [],
      play: { batch: 1, hosts: [], unfinished: [], checks: {} },
      isDrained: false,
    }));

  it('accepts null for missing values', () => {
    const none = { settings: null, lease: null, assessment: null, prepared: null, recycled: null };
    const play = { hosts: [{ host: 'a', instance: null, outcome: null, due: null }], checks: { a: null } };
    expect(parse({ ...none, play })).toMatchObject({ ...none, play });
  });

  it('keeps the results of earlier steps unchanged', () => {
    const answers = {
      assessment: { ...assessment, esg: 'sig-1', added: 'later' },
      prepared: { changed: true, message: 'done' },
      recycled: { changed: true, before: launch, after: launch, evidence: [] },
    };
    expect(parse(answers)).toMatchObject(answers);
  });

  it('accepts an assessment without due instances', () =>
    expect(parse({ assessment }).assessment).toMatchObject({ due: [] }));

  it.each<[what: string, text: string, problem: string]>([
    ['input that is not JSON', 'esg: sig-1', 'it is not JSON'],
    ['input that is not a mapping', '[]', 'expected object'],
    ['a request without a host', '{"variables": {}}', 'host: '],
    ['invalid hosts', JSON.stringify({ ...request, play: { hosts: [{}] } }), 'play.hosts.0.host: '],
    [
      'an assessment that skips the instance',
      JSON.stringify({ ...request, assessment: { ...assessment, decision: 'skip' } }),
      'assessment.decision: ',
    ],
  ])('refuses %s', (_, text, problem) =>
    expect(() => parseRequest(text)).toThrow(
      expect.objectContaining({
        code: 'request-invalid',
        exitCode: 2,
        message: expect.stringMatching(`^The request on standard input is invalid: .*${problem}`),
      }),
    ),
  );
});
