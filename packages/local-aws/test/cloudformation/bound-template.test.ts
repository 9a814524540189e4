import { boundTemplate } from '../../src/cloudformation/bound-template.ts';
import { StackScope } from '../../src/cloudformation/stack-scope.ts';
import { parametersOf } from '../../src/cloudformation/template-parameters.ts';

const account = { partition: 'aws', region: 'us-east-1', accountId: '111122223333' };
const scope = new StackScope(account, { stackName: 'S', stackId: 'id' }, new Map());

function bind(template: Record<string, unknown>, given: Record<string, string> = {}) {
  const parameters = parametersOf(template, {
    given: (name) => given[name],
    stored: (name) => (name === '/known' ? 'stored' : undefined),
  });
  return boundTemplate(template, parameters, scope);
}

const a = (properties: unknown) => ({ A: { Type: 'T', Properties: properties } });

test('parameters are replaced by their values in Ref and Fn::Sub, and other names stay', () => {
  const template = {
    Parameters: {
      P: { Type: 'String' },
      L: { Type: 'CommaDelimitedList', Default: 'x, y' },
      S: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/known' },
    },
    Resources: a({
      P: { Ref: 'P' },
      L: { Ref: 'L' },
      S: { Ref: 'S' },
      B: { Ref: 'B' },
      Text: { 'Fn::Sub': '${P}-${AWS::Region}' },
    }),
  };
  expect(bind(template, { P: 'value' })).toEqual({
    Resources: a({
      P: 'value',
      L: ['x', 'y'],
      S: 'stored',
      B: { Ref: 'B' },
      Text: { 'Fn::Sub': ['${P}-${AWS::Region}', { P: 'value' }] },
    }),
  });
});

test.each([
  [{ 'Fn::Equals': ['', { Ref: 'P' }] }, false],
  [{ 'Fn::Not': [{ 'Fn::Equals': ['', { Ref: 'P' }] }] }, true],
  [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }, true],
  [{ 'Fn::Equals': [{ 'Fn::Join': ['', { Ref: 'L' }] }, 'xy'] }, true],
  [{ 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
  [{ 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
])('the condition %j is %s', (condition, expected) => {
  const template = {
    Parameters: {
      P: { Type: 'String', Default: 'p' },
      L: { Type: 'CommaDelimitedList', Default: 'x,y' },
    },
    Conditions: {
      C: condition,
      Yes: { 'Fn::Equals': ['', ''] },
      No: { 'Fn::Equals': ['', 'x'] },
    },
    Resources: {
      ...a({ Value: { 'Fn::If': ['C', 'then', 'else'] } }),
      B: { Type: 'T', Condition: 'C' },
    },
    Outputs: { O: { Value: 'v', Condition: 'C' } },
  };
  expect(bind(template)).toEqual({
    Resources: {
      ...a({ Value: expected ? 'then' : 'else' }),
      ...(expected && { B: { Type: 'T' } }),
    },
    Outputs: expected ? { O: { Value: 'v' } } : {},
  });
});

test.each([
  ['no value', { Type: 'String' }, 'Parameters: [P] must have values'],
  ['another value', { Type: 'String', Default: 'x', AllowedValues: ['a'] }, 'must be one of'],
  ['another form', { Type: 'String', Default: 'x', AllowedPattern: 'a+' }, 'must match pattern'],
  [
    'an unknown type',
    { Type: 'AWS::EC2::KeyPair::KeyName' },
    'does not support parameters of type',
  ],
  [
    'no stored value',
    { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/unknown' },
    'Unable to fetch parameters [/unknown]',
  ],
])('a parameter with %s is refused', (_name, declaration, message) => {
  expect(() => bind({ Parameters: { P: declaration }, Resources: {} })).toThrow(message);
});
