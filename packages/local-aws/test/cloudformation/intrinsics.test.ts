import { referencesOf, resolve, type Scope } from '../../src/cloudformation/intrinsics.ts';

const scope: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? undefined : `ref-${name}`),
  getAtt: (logicalId, attribute) => `${logicalId}-${attribute}`,
};

const resolved: readonly [name: string, value: unknown, expected: unknown][] = [
  ['Ref', { Ref: 'A' }, 'ref-A'],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['A', 'Arn'] }, 'A-Arn'],
  ['Fn::GetAtt as a string', { 'Fn::GetAtt': 'A.Endpoint.Port' }, 'A-Endpoint.Port'],
  ['Fn::Sub', { 'Fn::Sub': 'x${A}y${B.Arn}z' }, 'xref-Ayb-Arnz'.replace('b-', 'B-')],
  ['Fn::Sub of a literal', { 'Fn::Sub': '${!aws:userid}/${A}' }, '${aws:userid}/ref-A'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${V}${A}', { V: { Ref: 'B' } }] }, 'ref-Bref-A'],
  ['a variable with the name of an object property', { 'Fn::Sub': '${toString}' }, 'ref-toString'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 'c']] }, 'a-ref-B-c'],
  ['Fn::Join over Fn::Split', { 'Fn::Join': ['+', { 'Fn::Split': [',', 'a,b'] }] }, 'a+b'],
  ['Fn::Select', { 'Fn::Select': ['1', ['a', { Ref: 'B' }]] }, 'ref-B'],
  ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['AWS::NoValue in a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
  ['a string that looks like Fn::Sub', 'a ${aws:username}', 'a ${aws:username}'],
  ['an object with a member Ref among others', { Ref: 'a', b: 1 }, { Ref: 'a', b: 1 }],
  ['nesting', { a: [{ b: { Ref: 'C' } }] }, { a: [{ b: 'ref-C' }] }],
  ['null, numbers and booleans', [null, 1, true], [null, 1, true]],
];

test.each(resolved)('resolves %s', (_name, value, expected) => {
  expect(resolve(value, scope)).toEqual(expected);
});

const refused: readonly [value: unknown, message: string][] = [
  [{ 'Fn::If': ['A', 1, 2] }, 'does not support the intrinsic function Fn::If'],
  [{ 'Fn::ImportValue': 'x' }, 'does not support the intrinsic function Fn::ImportValue'],
  [{ 'Fn::toString': 'x' }, 'does not support the intrinsic function Fn::toString'],
  [{ 'Fn::Base64': { Ref: 'A' } }, 'does not support the intrinsic function Fn::Base64'],
];

test.each(refused)(
  '%j is refused when it is resolved and when its references are collected',
  (value, message) => {
    expect(() => resolve([{ a: value }], scope)).toThrow(message);
    expect(() => referencesOf([{ a: value }])).toThrow(message);
  },
);

const malformed: readonly [value: unknown, message: string][] = [
  [{ 'Fn::Sub': 'x', Other: 1 }, 'Fn::Sub must be the only member'],
  [{ 'Fn::Join': ['-', ['a', ['b']]] }, 'Fn::Join needs a string'],
  [{ 'Fn::Join': ['-'] }, 'Fn::Join needs a list of 2'],
  [{ 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select has no value at index 2'],
  [{ 'Fn::GetAtt': 'A' }, 'Fn::GetAtt needs a logical id and an attribute'],
  [{ 'Fn::Sub': '${AWS::NoValue}' }, 'Fn::Sub needs a string'],
];

test.each(malformed)('the malformed %j is refused', (value, message) => {
  expect(() => resolve(value, scope)).toThrow(message);
});

test('references are found at every depth', () => {
  const value = {
    a: { Ref: 'A' },
    b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::GetAtt': 'C.Arn' }],
    c: { 'Fn::Join': ['', [{ Ref: 'D' }, { 'Fn::Sub': '${E}${F.Arn}${!G}${AWS::Region}' }]] },
    d: { 'Fn::Sub': ['${V}${H}', { V: { Ref: 'I' } }] },
  };
  expect(referencesOf(value)).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'AWS::Region', 'H', 'I']);
});
