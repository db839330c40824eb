import type { Schema } from './schema.ts';

/** A part of the official specification that better sources contradict. */
export interface Contradiction {
  /** The end of the path of a schema: `answer` or `body`, then `.key` and `[]`. */
  where: string;
  /** Only in these operations. */
  only?: string[];
  /** The correct schema. `update` is the schema of a group in the body of an update. */
  actually: (schema: Schema, update: Schema) => Schema;
  source: string;
}

const updateGroup = 'PUT /aws/ec2/group/{groupId}';
const readGroups = ['GET /aws/ec2/group', 'GET /aws/ec2/group/{groupId}'];
const suspension = '/aws/ec2/group/{groupId}/suspension';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };

/** The schema of the same key in the body of an update. */
const asInUpdate =
  (...path: string[]) =>
  (_: Schema, update: Schema): Schema =>
    path.reduce<Schema>((schema, key) => schema.properties?.[key] ?? {}, update);

/** The examples of list and get show a list as its only element, or a text as a boolean. */
const loose = (...path: string[]): Contradiction => ({
  where: `items[].${path.join('.')}`,
  only: readGroups,
  actually: asInUpdate(...path),
  source: 'the specification itself, in the body of an update; spotinst-sdk-go, service/elastigroup/providers/aws',
});

/** The specification has no null. For missing values, clients have seen the key omitted or empty. */
const nullable = (where: string, only: string): Contradiction => ({
  where,
  only: [only],
  actually: (schema) => ({ ...schema, nullable: true }),
  source: 'jenkinsci/spotinst-plugin ignores instances without instanceId; GumGum spotinst-esg-recycler, privateIp',
});

/** Every contradiction with its source. Everything else matches the specification. */
export const contradictions: readonly Contradiction[] = [
  {
    // The known mistake of the specification: an object on the wire.
    where: '.strategy.persistence',
    actually: (schema) => schema.items ?? schema,
    source: 'every SDK of the vendor; docs.spot.io, stateful instances',
  },
  {
    // An update names only what it changes, so the name is not required.
    where: 'body.group',
    only: [updateGroup],
    actually: (schema) => ({ ...schema, required: [] }),
    source: 'terraform-provider-spotinst, common_elastigroup_aws.go: only changed leaves are sent',
  },
  {
    // The response to an update is the group, not an object with a group in it.
    where: 'items[]',
    only: [updateGroup],
    actually: (_, update) => ({ ...update, properties: { ...update.properties, id: text } }),
    source: 'spotinst-sdk-python, ElastigroupAwsClient.update_elastigroup; spotinst-sdk-go, Update',
  },
  loose('compute', 'instanceTypes', 'spot'),
  loose('compute', 'availabilityZones'),
  loose('compute', 'launchSpecification', 'securityGroupIds'),
  loose('compute', 'launchSpecification', 'imageId'),
  loose('compute', 'launchSpecification', 'tags'),
  {
    // An object in one example, and in an update a list of values that leaves out the usual one.
    where: 'items[].compute.product',
    actually: () => text,
    source: 'docs.spot.io and terraform-provider-spotinst: product = "Linux/UNIX"',
  },
  {
    // Responses have the older subnetId in addition to subnetIds.
    where: 'items[].compute.availabilityZones[]',
    actually: (schema) => ({ ...schema, properties: { ...schema.properties, subnetId: text } }),
    source: 'spotinst-sdk-python, test fixture import_asg.json',
  },
  {
    // A list of names. Their duration is reported too.
    where: 'items[]',
    only: [`GET ${suspension}`],
    actually: () => ({
      type: 'object',
      properties: {
        groupId: text,
        processes: texts,
        suspensions: {
          type: 'array',
          items: { type: 'object', properties: { name: text, expiresAt: { ...text, nullable: true } } },
        },
      },
    }),
    source: 'spotinst-sdk-go, SuspendProcesses: Processes []string, Suspensions []*Suspension',
  },
  {
    // One of two forms, which differ only by their required keys.
    where: 'body',
    only: [`POST ${suspension}`],
    actually: ({ oneOf = [] }) => ({
      oneOf: oneOf.map((form) => ({ ...form, required: Object.keys(form.properties ?? {}) })),
    }),
    source: 'spotinst-sdk-python, suspend_process: either processes or suspensions',
  },
  {
    // A list of what belongs to the event.
    where: 'items[].subEvents',
    only: ['GET /aws/ec2/group/{groupId}/events'],
    actually: () => ({ type: 'array', items: { type: 'object' } }),
    source: 'spotinst-sdk-python, test fixture of events; spotinst-sdk-go, SubEvents []*SubEvent',
  },
  ...['instanceId', 'privateIp', 'imageId', 'launchedAt', 'devices[].snapshotId'].map((key) =>
    nullable(`items[].${key}`, 'GET /aws/ec2/group/{groupId}/statefulInstance'),
  ),
  ...['publicIp', 'protectedUntil'].map((key) => nullable(`items[].${key}`, 'GET /aws/ec2/group/{groupId}/status')),
];
