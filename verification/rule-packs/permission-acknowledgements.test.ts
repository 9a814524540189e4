import { permissionAcknowledgements } from './permission-acknowledgements.ts';

const ACCOUNT = { Ref: 'AWS::AccountId' };
const API = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:…']] };

test.each<[string, string, Readonly<Record<string, unknown>>, number]>([
  ['names its account by a function', 'AWS::Lambda::Permission', { SourceAccount: ACCOUNT }, 1],
  ['names its source by a function', 'AWS::Lambda::Permission', { SourceArn: API }, 1],
  ['names neither', 'AWS::Lambda::Permission', { Principal: 'apigateway.amazonaws.com' }, 0],
  ['is readable to the control', 'AWS::Lambda::Permission', { SourceAccount: '111122223333' }, 0],
  ['is of another type', 'AWS::Lambda::EventSourceMapping', { SourceArn: API }, 0],
])('what %s has its acknowledgements', (_, Type, Properties, count) => {
  const template = { Resources: { IamApiPermission: { Type, Properties } } };
  const found = permissionAcknowledgements({ configuration: 'federation-broker.json', template });
  expect(found.map(({ rule, resource }) => `${rule} ${resource}`)).toEqual(
    Array(count).fill('CT.LAMBDA.PR.2 IamApiPermission'),
  );
});
