import { describe, expect, it } from '@jest/globals';
import { EsgError } from '@esg-recycler/core';
import { answerOf, ec2Of, instanceOf } from '../fixtures.ts';
import { createTolerance, strictly } from '../tolerance.ts';
import { createLeftOut } from '../left-out.ts';
import { addEc2Details } from './add-ec2-details.ts';

/** Treats every group as named. */
const { attempt } = createLeftOut(() => true);

const east = answerOf({ id: 'sig-2', name: 'east' }, [instanceOf({ id: 'ssi-2', instanceId: 'i-2', imageId: null })]);
const also = answerOf({ id: 'sig-1', name: 'also' }, [
  instanceOf({ id: 'ssi-1', instanceId: 'i-1', imageId: 'ami-1' }),
]);
const west = answerOf({ id: 'sig-3', name: 'west', region: 'us-west-2' }, [
  instanceOf({ id: 'ssi-3', instanceId: 'i-3' }),
]);
const paused = answerOf({ id: 'sig-4', name: 'paused', region: 'eu-west-1' }, [instanceOf({ instanceId: null })]);
const details = [ec2Of({ instanceId: 'i-1', imageId: 'ami-x' }), ec2Of({ instanceId: 'i-2', imageId: 'ami-y' })];

describe('EC2 details', () => {
  it('come from one query per region, with images that Spot does not report', async () => {
    const asked: [string, readonly string[]][] = [];
    const { answers, warnings } = await addEc2Details(
      [east, also, west, paused],
      async (region, ids) => (asked.push([region, ids]), region === 'us-east-1' ? details : []),
      strictly,
      attempt,
    );
    expect(asked).toEqual([
      ['us-east-1', ['sig-1', 'sig-2']],
      ['us-west-2', ['sig-3']],
    ]);
    expect(answers.map(({ ec2 }) => ec2?.map(({ instanceId }) => instanceId))).toEqual([['i-2'], ['i-1'], [], []]);
    expect(answers.map(({ instances }) => instances[0]!.imageId)).toEqual(['ami-y', 'ami-1', 'ami-1', 'ami-1']);
    expect(warnings).toEqual([]);
  });

  it.each([null, 'evil.example.com/', 'us-east-1.evil'])(
    'are skipped for the region %j, with a warning',
    async (region) => {
      const lost = answerOf({ id: 'sig-9', name: 'lost', region }, [instanceOf()]);
      const { answers, warnings } = await addEc2Details(
        [lost],
        () => Promise.reject(new Error('asked')),
        strictly,
        attempt,
      );
      expect(answers).toMatchObject([{ ec2: [] }]);
      expect(warnings).toEqual(['group sig-9 has no AWS region: it is listed without EC2 details']);
    },
  );

  it('are an error or left out with a warning when refused', async () => {
    const refused = new EsgError('DescribeInstances in us-west-2', { code: 'aws-forbidden', exitCode: 5 });
    const source = () => Promise.reject(refused);
    await expect(addEc2Details([west], source, strictly, attempt)).rejects.toBe(refused);
    const lines: string[] = [];
    const { answers } = await addEc2Details(
      [west],
      source,
      createTolerance((line) => lines.push(line)),
      attempt,
    );
    expect(answers).toMatchObject([{ instances: west.instances, ec2: [] }]);
    expect(lines).toEqual([
      expect.stringMatching(/^WARNING: the EC2 details of us-west-2 are left out, .*DescribeInst/),
    ]);
  });

  it('with control characters are rejected with the group', async () => {
    const unreadable = [ec2Of({ instanceId: 'i-3', tags: { Name: 'a\nb' } })];
    await expect(addEc2Details([west], async () => unreadable, strictly, attempt)).rejects.toThrow(
      /group sig-3 .*ec2\.0\.tags\.Name/,
    );
    const leftOut = createLeftOut(() => false);
    const { answers } = await addEc2Details([west, east], async () => unreadable, strictly, leftOut.attempt);
    expect(answers.map(({ group }) => group.id)).toEqual(['sig-2']);
    expect(leftOut.warnings()).toEqual([expect.stringMatching(/^WARNING: group sig-3 \("west"\) is left out: /)]);
  });
});
