import { isDeepStrictEqual } from 'node:util';
import {
  isObject,
  type JsonObject,
} from '../../../packages/local-aws/src/cloudformation/json-object.ts';
import { ADDED_STATEMENTS } from './added-statements.ts';
import { conditionChanges } from './condition-changes.ts';
import type { Path } from './mutant.ts';
import { patternChanges } from './pattern-changes.ts';
import { type ResourceTypes, referenceChanges } from './reference-changes.ts';

/** A value of the template, and where it stands. */
export interface Place {
  readonly path: Path;
  readonly value: unknown;
  readonly types: ResourceTypes;
}

/** What takes a value's place, by the name of the rule. */
type Rule = (place: Place) => JsonObject;

const LARGE = 1_000;
const ANYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

/** Its absence is a fault; what else it says changes nothing. */
const PROSE: ReadonlySet<string> = new Set(['AlarmDescription', 'Description', 'Sid']);
/** Another one makes no template. */
const STRUCTURE: ReadonlySet<string> = new Set(['Type', 'DependsOn']);
/** Text that cannot be just any; what else it can be is said by a rule. */
const GRAMMAR: ReadonlySet<string> = new Set([
  ...['Action', 'AuthorizationType', 'AWS', 'ComparisonOperator', 'DeletionPolicy', 'Effect'],
  ...['FilterPattern', 'Format', 'MetricValue', 'Principal', 'Resource', 'Service', 'Statistic'],
  ...['TreatMissingData', 'UpdateReplacePolicy'],
]);

/** By the name of the member; entries of a list have the list's. */
const RULES: Readonly<Record<string, Rule>> = {
  Action: ({ value }) =>
    typeof value === 'string'
      ? { 'every action of the service': `${value.split(':')[0]}:*`, 'every action': '*' }
      : {},
  AlarmActions: ({ value }) => withOneMore(value, 'arn:aws:sns:us-east-1:999988887777:alarms'),
  Audience: ({ value }) => withOneMore(value, 'web'),
  AuthorizationScopes: ({ value }) => withOneMore(value, 'openid'),
  AuthorizationType: ({ value }) => ({
    'no authorization': 'NONE',
    'another authorization': value === 'JWT' ? 'AWS_IAM' : 'JWT',
  }),
  ComparisonOperator: () => ({
    'above alone': 'GreaterThanThreshold',
    below: 'LessThanThreshold',
  }),
  Condition: ({ path, value }) =>
    path.at(-1) === 'Condition' ? conditionChanges(value as JsonObject) : {},
  DeletionPolicy: () => ({ retained: 'Retain' }),
  Effect: ({ value }) => ({ 'the other effect': value === 'Allow' ? 'Deny' : 'Allow' }),
  FilterPattern: ({ value }) => patternChanges(String(value)),
  Format: ({ value }) => withoutEachMember(JSON.parse(String(value))),
  ManagedPolicyArns: ({ value }) => withOneMore(value, { Ref: 'IamApiCallerPolicy' }),
  MetricValue: () => ({ nothing: '0', 'one each': '1' }),
  Principal: ({ value }) =>
    isObject(value)
      ? {
          anybody: { AWS: '*' },
          'another service': { Service: 'ec2.amazonaws.com' },
          'the account': { AWS: '111122223333' },
        }
      : { anybody: '*', 'another service': 'ec2.amazonaws.com' },
  Properties: withMoreProperties,
  Resource: everything,
  RouteKey: () => ({ 'every request': '$default' }),
  SourceArn: everything,
  Statement: withMoreStatements,
  Statistic: () => ({ average: 'Average', maximum: 'Maximum', sum: 'Sum' }),
  TreatMissingData: () => ({
    'missing is bad': 'breaching',
    'missing is good': 'notBreaching',
    'missing is unknown': 'missing',
    'missing changes nothing': 'ignore',
  }),
  UpdateReplacePolicy: () => ({ retained: 'Retain' }),
};

/** Everything that is put in a value's place, besides nothing. */
export function changesOf(place: Place): JsonObject {
  const { path, value, types } = place;
  // The nearest name: an entry of a list is called as the list is.
  const member = String(path.findLast((step) => typeof step === 'string'));
  if (PROSE.has(member) || STRUCTURE.has(member)) {
    return {};
  }
  const references = isObject(value) ? referenceChanges(value, types) : {};
  const plain = GRAMMAR.has(member) ? {} : scalarChanges(value);
  const changes = { ...plain, ...references, ...RULES[member]?.(place) };
  const changed = Object.entries(changes).filter(([, other]) => !isDeepStrictEqual(other, value));
  return Object.fromEntries(changed);
}

function scalarChanges(value: unknown): JsonObject {
  switch (typeof value) {
    case 'number':
      return { larger: value * LARGE, one: 1 };
    case 'boolean':
      return { negated: !value };
    case 'string':
      return value === 'false' ? { negated: 'true' } : { changed: `${value}-changed` };
    default:
      return {};
  }
}

function withOneMore(value: unknown, more: unknown): JsonObject {
  return Array.isArray(value) ? { 'one more': [...value, more] } : {};
}

function everything({ value }: Place): JsonObject {
  return Array.isArray(value) || value === '*' ? {} : { everything: '*' };
}

/** The access log's line is JSON within the template's. */
function withoutEachMember(line: JsonObject): JsonObject {
  const names = Object.keys(line);
  return Object.fromEntries(
    names.map((removed) => {
      const kept = names.filter((name) => name !== removed).map((name) => [name, line[name]]);
      return [`without ${removed}`, JSON.stringify(Object.fromEntries(kept))];
    }),
  );
}

function withMoreStatements({ path, value }: Place): JsonObject {
  const added = Object.entries(ADDED_STATEMENTS[String(path.at(-2))] ?? {});
  return Array.isArray(value)
    ? Object.fromEntries(added.map(([rule, statement]) => [rule, [...value, statement]]))
    : {};
}

function withMoreProperties({ path, value, types }: Place): JsonObject {
  const properties = value as JsonObject;
  switch (types.get(String(path[1]))) {
    case 'AWS::CloudWatch::Alarm':
      return { 'actions off': { ...properties, ActionsEnabled: false } };
    case 'AWS::IAM::Role':
      return {
        'the ceiling attached': {
          ...properties,
          ManagedPolicyArns: [{ Ref: 'BrokerUserCeiling' }],
        },
      };
    case 'AWS::IAM::User': {
      const PolicyDocument = { Version: '2012-10-17', Statement: [ANYTHING] };
      return {
        'an inline policy': {
          ...properties,
          Policies: [{ PolicyName: 'More', PolicyDocument }],
        },
      };
    }
    default:
      return {};
  }
}
