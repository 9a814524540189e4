import { ACKNOWLEDGEMENTS } from './acknowledgements.ts';
import { type Acknowledgement, type Finding, judge } from './judgement.ts';

const finding: Finding = {
  configuration: 'federation-broker.json',
  rule: 'AwsSolutions-IAM5[Resource::*]',
  resource: 'BrokerUserCeiling',
  type: 'AWS::IAM::ManagedPolicy',
  explanation: 'It has a wildcard.',
};

const acknowledgement: Acknowledgement = {
  rule: finding.rule,
  resource: finding.resource,
  reason: 'It has no resource.',
};

test('an acknowledged finding is not open, and its acknowledgement is not stale', () => {
  expect(judge([finding], [acknowledgement])).toEqual({ open: [], stale: [] });
});

test('a finding without an acknowledgement is open', () => {
  expect(judge([finding], [])).toEqual({ open: [finding], stale: [] });
});

test('an acknowledgement without a finding is stale', () => {
  expect(judge([], [acknowledgement])).toEqual({ open: [], stale: [acknowledgement] });
});

test('an acknowledgement of a type covers every resource of that type', () => {
  const another = { ...finding, resource: 'IamApiCallerPolicy' };
  const ofType = { ...acknowledgement, resource: 'AWS::IAM::ManagedPolicy' };
  expect(judge([finding, another], [ofType])).toEqual({ open: [], stale: [] });
});

test.each<[string, Partial<Acknowledgement>]>([
  ['another type', { resource: 'AWS::IAM::Role' }],
  ['another resource', { resource: 'BrokerFunctionRole' }],
  ['another rule', { rule: 'AwsSolutions-IAM4' }],
  ['the rule without its part', { rule: 'AwsSolutions-IAM5' }],
  ['another part of the rule', { rule: 'AwsSolutions-IAM5[Action::*]' }],
  ['another configuration', { configuration: 'sample/federation-broker.json' }],
])('an acknowledgement of %s covers nothing', (_, difference) => {
  const other = { ...acknowledgement, ...difference };
  expect(judge([finding], [other])).toEqual({ open: [finding], stale: [other] });
});

test('an acknowledgement without a configuration holds for every configuration', () => {
  const inSample = { ...finding, configuration: 'sample/federation-broker.json' };
  expect(judge([finding, inSample], [acknowledgement]).open).toEqual([]);
});

test('an acknowledgement for one configuration leaves the finding open in another', () => {
  const inSample = { ...finding, configuration: 'sample/federation-broker.json' };
  const ofOne = { ...acknowledgement, configuration: finding.configuration };
  expect(judge([finding, inSample], [ofOne])).toEqual({ open: [inSample], stale: [] });
});

test('no finding is acknowledged twice', () => {
  const findings = ACKNOWLEDGEMENTS.map(({ rule, resource }) => `${rule} ${resource}`);
  expect(findings).toEqual([...new Set(findings)]);
});
