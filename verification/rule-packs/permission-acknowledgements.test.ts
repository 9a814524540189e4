import { permissionAcknowledgements } from './permission-acknowledgements.ts';

const ACCOUNT = { Ref: 'AWS::AccountId' };
const API = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:…']] };

test.each<[string, string, Readonly<Record<string, unknown>>, number]>([
  [
    'a permission whose account is a function',
    'AWS::Lambda::Permission',
    { SourceAccount: ACCOUNT },
    1,
  ],
  ['a permission whose source is a function', 'AWS::Lambda::Permission', { SourceArn: API }, 1],
  [
    'a permission without either',
    'AWS::Lambda::Permission',
    { Principal: 'apigateway.amazonaws.com' },
    0,
  ],
  [
    'a permission that the control can read',
    'AWS::Lambda::Permission',
    { SourceAccount: '111122223333' },
    0,
  ],
  ['a resource of another type', 'AWS::Lambda::EventSourceMapping', { SourceArn: API }, 0],
])('%s: %s with %j needs %i acknowledgements', (_, Type, Properties, count) => {
  const template = { Resources: { IamApiPermission: { Type, Properties } } };
  const found = permissionAcknowledgements({ configuration: 'federation-broker.json', template });
  expect(found.map(({ rule, resource }) => `${rule} ${resource}`)).toEqual(
    Array(count).fill('CT.LAMBDA.PR.2 IamApiPermission'),
  );
});
