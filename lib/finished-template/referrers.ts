import { displayName, type FinishedResource, isSection, type Section } from './finished-stacks.ts';

/** How a resource of somebody else refers to one of the broker's. */
export interface Referral {
  readonly from: FinishedResource;
  readonly to: FinishedResource;
  /** Whether a part of `from` refers to `to`. */
  readonly refers: (part: unknown) => boolean;
}

/** The broker's resources that others could use to get more than a grant gives. */
export type ProtectedKind = 'identity' | 'secret' | 'function' | 'api';

interface Rule {
  readonly what: string;
  readonly mayRefer: (referral: Referral) => boolean;
  readonly remedy: string;
}

/** Types that only observe. */
const HARMLESS = ['AWS::CloudWatch::', 'AWS::Logs::'];

const RULES: Readonly<Record<ProtectedKind, Rule>> = {
  identity: {
    what: 'an identity of the broker',
    // Key and bucket policies are their owner's, and a session has no more than its session policy, whatever they allow.
    mayRefer: isOf(...HARMLESS, 'AWS::KMS::', 'AWS::S3::BucketPolicy'),
    remedy:
      'remove it: access is given by grants, and nothing else may be attached to the broker’s user and roles, use them, or hold their keys',
  },
  secret: {
    what: 'the secret of the broker access key',
    mayRefer: (referral) =>
      !isOf('AWS::SecretsManager::')(referral) && !readsSecret(referral.from.properties, referral),
    remedy:
      'remove it: the secret has one policy and one rotation, and its value goes nowhere else',
  },
  function: {
    what: 'a function of the broker',
    mayRefer: (referral) =>
      isOf(...HARMLESS, 'AWS::Lambda::Function', 'AWS::SSM::Parameter')(referral) ||
      (isOf('AWS::IAM::')(referral) && !allowsUse(referral.from.properties, referral)),
    remedy:
      'remove it: whoever invokes the function past its API can speak for any caller; give callers the caller policy',
  },
  api: {
    what: 'an API of the broker',
    mayRefer: (referral) =>
      !isPartOfApi(referral) &&
      !(isOf('AWS::Serverless::')(referral) && referral.refers(referral.from.properties.Events)),
    remedy: 'put it on an API of your own: the broker’s has the routes that the product defines',
  },
};

/** @returns what is wrong with it, and what to do; undefined where it may be */
export function referralProblem(kind: ProtectedKind, referral: Referral): string | undefined {
  const { what, mayRefer, remedy } = RULES[kind];
  const { from, to } = referral;
  return from.type !== '' && mayRefer(referral)
    ? undefined
    : `${displayName(from)}: ${from.type || 'what it makes'} refers to ${what}, ${displayName(to)}: ${remedy}`;
}

/** Types by their beginnings. */
function isOf(...prefixes: readonly string[]): (referral: Pick<Referral, 'from'>) => boolean {
  return ({ from }) => prefixes.some((prefix) => from.type.startsWith(prefix));
}

/** Routes, integrations, authorizers and the like; a custom domain may map to the API, because its routes stay the same. */
function isPartOfApi(referral: Referral): boolean {
  const { type, properties } = referral.from;
  return (
    type.startsWith('AWS::ApiGatewayV2::') &&
    type !== 'AWS::ApiGatewayV2::ApiMapping' &&
    referral.refers(properties.ApiId)
  );
}

/**
 * A dynamic reference, by which CloudFormation puts the secret's value into a template.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
function readsSecret(part: unknown, referral: Referral): boolean {
  if (Array.isArray(part)) {
    return part.some((item) => readsSecret(item, referral));
  }
  if (!isSection(part)) {
    return false;
  }
  return Object.entries(part).some(([name, argument]) =>
    name === 'Fn::Join' || name === 'Fn::Sub'
      ? JSON.stringify(argument).includes('{{resolve:secretsmanager:') && referral.refers(part)
      : readsSecret(argument, referral),
  );
}

/** A statement that allows more than reading the function's settings. */
function allowsUse(part: unknown, referral: Referral): boolean {
  if (Array.isArray(part)) {
    return part.some((item) => allowsUse(item, referral));
  }
  if (!isSection(part)) {
    return false;
  }
  return 'Effect' in part
    ? part.Effect !== 'Deny' && referral.refers(part.Resource) && !onlyReads(part)
    : Object.values(part).some((item) => allowsUse(item, referral));
}

function onlyReads({ Action }: Section): boolean {
  const actions = [Action].flat();
  return (
    actions.length > 0 && actions.every((action) => /^lambda:(?:Get|List)/.test(String(action)))
  );
}
