import { creationOrder } from '../../src/cloudformation/creation-order.ts';
import { parseTemplate } from '../../src/cloudformation/template.ts';

const orderOf = (resources: Record<string, unknown>) =>
  creationOrder(parseTemplate({ Resources: resources })).map(({ logicalId }) => logicalId);

const refused: readonly [name: string, template: unknown, message: string][] = [
  ['no object', [], 'The template must be an object'],
  ['no resources', {}, 'Resources must be an object'],
  ['conditions', { Conditions: {}, Resources: {} }, 'does not support Conditions'],
  ['mappings', { Mappings: {}, Resources: {} }, 'does not support Mappings'],
  ['parameters', { Parameters: {}, Resources: {} }, 'does not support Parameters'],
  ['rules', { Rules: {}, Resources: {} }, 'does not support Rules'],
  ['a transform', { Transform: 'x', Resources: {} }, 'does not support Transform'],
  ['a resource without a type', { Resources: { A: {} } }, 'A.Type must be a string'],
  [
    'a resource with a condition',
    { Resources: { A: { Type: 'T', Condition: 'C' } } },
    'A: the local AWS does not support Condition',
  ],
  [
    'a snapshot',
    { Resources: { A: { Type: 'T', DeletionPolicy: 'Snapshot' } } },
    'A: the local AWS does not support DeletionPolicy Snapshot',
  ],
  [
    'an exception to a policy that has none',
    { Resources: { A: { Type: 'T', UpdateReplacePolicy: 'RetainExceptOnCreate' } } },
    'A: the local AWS does not support UpdateReplacePolicy RetainExceptOnCreate',
  ],
];

test.each(refused)('%s is refused, and the message names it', (_name, template, message) => {
  expect(() => parseTemplate(template)).toThrow(message);
});

test('what the CDK adds by itself is ignored, and nothing else of these sections', () => {
  const added = {
    Parameters: {
      BootstrapVersion: {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: '/cdk-bootstrap/hnb659fds/version',
      },
    },
    Rules: { CheckBootstrapVersion: { Assertions: [] } },
    Conditions: { CDKMetadataAvailable: { 'Fn::Or': [] } },
    Resources: {
      A: { Type: 'T' },
      CDKMetadata: { Type: 'AWS::CDK::Metadata', Condition: 'CDKMetadataAvailable' },
    },
  };
  expect([...parseTemplate(added).resources.keys()]).toEqual(['A']);
  for (const section of ['Parameters', 'Rules', 'Conditions'] as const) {
    const more = { ...added, [section]: { ...added[section], Another: {} } };
    expect(() => parseTemplate(more)).toThrow(`does not support ${section}`);
  }
  const others = [
    { Parameters: { BootstrapVersion: { Type: 'String' } } },
    { Resources: { CDKMetadata: { Type: 'T', Condition: 'C' } } },
  ];
  for (const other of others) {
    expect(() => parseTemplate({ Resources: {}, ...other })).toThrow('does not support');
  }
});

describe('creation order', () => {
  test('is the order of the template if nothing depends on anything', () => {
    const resource = { Type: 'T' };
    expect(orderOf({ B: resource, A: resource, C: resource })).toEqual(['B', 'A', 'C']);
  });

  test('follows DependsOn, Ref, Fn::GetAtt and Fn::Sub', () => {
    expect(
      orderOf({
        A: { Type: 'T', DependsOn: 'E' },
        B: { Type: 'T', Properties: { x: { Ref: 'A' } } },
        C: { Type: 'T', Properties: { x: { 'Fn::GetAtt': ['D', 'Arn'] } } },
        D: { Type: 'T', Properties: { x: { 'Fn::Sub': '${B}' } } },
        E: { Type: 'T', DependsOn: [] },
      }),
    ).toEqual(['E', 'A', 'B', 'D', 'C']);
  });

  test('a circle is refused, and the message names its members', () => {
    const resources = {
      A: { Type: 'T', DependsOn: 'B' },
      B: { Type: 'T', DependsOn: 'A' },
      C: { Type: 'T' },
    };
    expect(() => orderOf(resources)).toThrow('Circular dependency between resources: [A, B]');
  });

  test('a dependency that does not exist is refused, and the message names it', () => {
    const resources = { A: { Type: 'T', Properties: { x: { Ref: 'Absent' } } } };
    expect(() => orderOf(resources)).toThrow('A depends on [Absent]');
  });
});
