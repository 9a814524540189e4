import { displayName, type FinishedResource, isSection, type Section } from './finished-stacks.ts';

/** A reference from a resource outside the broker to a resource of the broker. */
export interface Referral {
  readonly from: FinishedResource;
  readonly to: FinishedResource;
  /** Whether a part of `from` refers to `to`. */
  readonly refers: (part: unknown) => boolean;
}

/** Kinds of resources through which somebody could get more than the grants give. */
export type ProtectedKind = 'identity' | 'secret' | 'function' | 'api';

/** How the field `Effect` looks in a policy that is a text of JSON in a template. */
const TEXT_OF_STATEMENT = String.raw`\"Effect\"`;

interface Rule {
  readonly what: string;
  readonly mayRefer: (referral: Referral) => boolean;
  readonly remedy: string;
}

/** Types that only observe. All other types are refused unless a rule permits them. */
const HARMLESS = ['AWS::CloudWatch::', 'AWS::Logs::'];

const RULES: Readonly<Record<ProtectedKind, Rule>> = {
  identity: {
    what: 'an identity of the broker',
    // The owner of a key or bucket decides its policy. The session policy still limits each session.
    mayRefer: isOf(...HARMLESS, 'AWS::KMS::', 'AWS::S3::BucketPolicy'),
    remedy:
      "remove it: only grants give access, so nothing else may be attached to the broker's user and roles, use them, or make keys for them",
  },
  secret: {
    what: 'the secret of the broker access key',
    mayRefer: (referral) =>
      !isOf('AWS::SecretsManager::')(referral) && !readsSecret(referral.from.properties, referral),
    remedy:
      'remove it: the secret has exactly one policy and one rotation, and nothing else may read its value',
  },
  function: {
    what: 'a function of the broker',
    mayRefer: (referral) =>
      isOf(...HARMLESS, 'AWS::Lambda::Function', 'AWS::SSM::Parameter')(referral) ||
      (isOf('AWS::IAM::')(referral) && !allowsUse(referral.from.properties, referral)),
    remedy:
      'remove it: a direct invocation of the function can pretend to come from any caller. Attach the caller policy instead',
  },
  api: {
    what: 'an API of the broker',
    mayRefer: (referral) =>
      !isPartOfApi(referral) &&
      !(isOf('AWS::Serverless::')(referral) && referral.refers(referral.from.properties.Events)),
    remedy: 'add it to an API of your own: this API has exactly the routes of the broker',
  },
};

/** @returns what is wrong and what to do, or undefined if the reference is permitted */
export function referralProblem(kind: ProtectedKind, referral: Referral): string | undefined {
  const { what, mayRefer, remedy } = RULES[kind];
  const { from, to } = referral;
  return from.type !== '' && mayRefer(referral)
    ? undefined
    : `${displayName(from)}: ${from.type || 'what it expands to'} refers to ${what}, ${displayName(to)}: ${remedy}`;
}

/** Whether the type of the referring resource begins with one of these. */
function isOf(...prefixes: readonly string[]): (referral: Pick<Referral, 'from'>) => boolean {
  return ({ from }) => prefixes.some((prefix) => from.type.startsWith(prefix));
}

/**
 * Whether the referring resource is a part of the API, such as a route, an integration or an authorizer. A custom domain may
 * map to the API, because the mapping adds no routes.
 */
function isPartOfApi(referral: Referral): boolean {
  const { type, properties } = referral.from;
  return (
    type.startsWith('AWS::ApiGatewayV2::') &&
    type !== 'AWS::ApiGatewayV2::ApiMapping' &&
    referral.refers(properties.ApiId)
  );
}

/**
 * Whether a dynamic reference would make CloudFormation write the value of the secret into a property.
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

/**
 * Whether a statement allows more than reading the settings of the function. CloudFormation also accepts a policy as a text of
 * JSON, which is refused without reading it.
 */
function allowsUse(part: unknown, referral: Referral): boolean {
  if (Array.isArray(part)) {
    return part.some((item) => allowsUse(item, referral));
  }
  if (!isSection(part)) {
    return false;
  }
  return 'Effect' in part
    ? part.Effect !== 'Deny' && referral.refers(part.Resource) && !onlyReads(part)
    : Object.entries(part).some(([name, argument]) =>
        name === 'Fn::Join' || name === 'Fn::Sub'
          ? JSON.stringify(argument).includes(TEXT_OF_STATEMENT) && referral.refers(part)
          : allowsUse(argument, referral),
      );
}

function onlyReads({ Action }: Section): boolean {
  const actions = [Action].flat();
  return (
    actions.length > 0 && actions.every((action) => /^lambda:(?:Get|List)/.test(String(action)))
  );
}
