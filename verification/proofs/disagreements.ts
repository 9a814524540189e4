import {
  mapStatements,
  mapTexts,
  only,
  type PolicyCase,
  type StatementText,
} from './policy-case.ts';
import {
  contextHas,
  isSpared,
  mapConditions,
  mapOperators,
  mapPrincipals,
  principalsOf,
} from './rewording.ts';

/**
 * A fault of iam-simulate's; those of the local AWS are mended. It explains a case where iam-simulate, asked in other words that mean
 * the same to IAM, comes to the local AWS's answer.
 */
export interface Disagreement {
  readonly name: string;
  /** What iam-simulate does, and what IAM does. */
  readonly why: string;
  /** AWS's page. */
  readonly source: string;
  /** The case in other words. */
  reword(given: PolicyCase): PolicyCase;
}

const USER_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

/** Two printable characters that no case has. */
const STAR = '\u00a4';
const LINE_END = '\u00a6';

const WILDCARD_IN_KEY: Disagreement = {
  name: 'a star in the requested key',
  why: 'It takes * in the requested ARN for every key at once; to S3 it is a character that keys can have.',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html',
  reword: (given) => {
    const reworded = mapStatements(given, (statement) =>
      mapTexts(statement, (text) => text.replaceAll('${*}', STAR)),
    );
    const resource = reworded.request.resource.replaceAll('*', STAR);
    return { ...reworded, request: { ...reworded.request, resource } };
  },
};

const LINE_END_IN_KEY: Disagreement = {
  name: 'a line end in the requested key or prefix',
  why: 'Its * fits no line end; to IAM it fits any characters.',
  source: `${USER_GUIDE}/reference_policies_elements_resource.html`,
  reword: ({ policies, request }) => {
    const withoutLineEnds = (text: string) => text.replaceAll(/[\n\r\u2028\u2029]/g, LINE_END);
    const context = Object.entries(request.context).map(([key, values]) => [
      key,
      typeof values === 'string' ? withoutLineEnds(values) : values,
    ]);
    return {
      policies,
      request: {
        ...request,
        resource: withoutLineEnds(request.resource),
        context: Object.fromEntries(context),
      },
    };
  },
};

const FEDERATING_USER: Disagreement = {
  name: 'the user behind a federated user',
  why: 'It takes federated-user/Bob for a session of the IAM user Bob, who need not be; the session is of the user who asked for it.',
  source: `${USER_GUIDE}/reference_policies_elements_principal.html#sts-session-principals`,
  reword: (given) => {
    const { principal } = given.request;
    if (principal.kind !== 'federated-user') {
      return given;
    }
    const issuer = principal.issuer.arn;
    const namesake = issuer.replace(/[^/]+$/, principal.name);
    return mapPrincipals(given, (name) =>
      name === issuer ? namesake : name === namesake ? issuer : name,
    );
  },
};

const EVERYTHING: StatementText = { Effect: 'Allow', Action: '*', Resource: '*' };

const NO_SESSION_POLICY: Disagreement = {
  name: 'a federated user without a session policy',
  why: 'It limits such a session by nothing; the session has no permissions but those that resource policies give it.',
  source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  reword: (given) =>
    given.request.principal.kind === 'federated-user' && given.policies.session === undefined
      ? {
          request: given.request,
          policies: {
            ...given.policies,
            session: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' }],
            },
          },
        }
      : given,
};

const SESSION_NAMED: Disagreement = {
  name: 'a bucket policy that names the session',
  why: 'It keeps what a bucket policy gives to the session itself within the session policy; within one account, only a Deny there limits it.',
  source: `${USER_GUIDE}/reference_policies_evaluation-logic_policy-eval-denyallow.html`,
  reword: (given) => {
    const { principal, resourceAccount } = given.request;
    const isDirect = ({ Effect, Principal }: StatementText) =>
      Effect === 'Allow' &&
      principalsOf(Principal).some((name) => name === '*' || name === principal.arn);
    const { identity, session, resource } = given.policies;
    if (
      principal.kind === 'user' ||
      principal.accountId !== resourceAccount ||
      !resource?.Statement.some(isDirect)
    ) {
      return given;
    }
    // Nothing but the statements that name the session is left to allow anything.
    const isDenial = ({ Effect }: StatementText) => Effect === 'Deny';
    const denials = session?.Statement.filter(isDenial) ?? [];
    return {
      request: given.request,
      policies: {
        ...given.policies,
        identity: identity.flatMap((policy) => only(policy, isDenial) ?? []),
        session: { Version: '2012-10-17', Statement: [EVERYTHING, ...denials] },
        resource: only(resource, (statement) => isDenial(statement) || isDirect(statement)),
      },
    };
  },
};

const NOT_PRINCIPAL: Disagreement = {
  name: 'NotPrincipal',
  why: 'To it any one name spares the principal; to IAM, account, role or user, and session must all be named.',
  source: `${USER_GUIDE}/reference_policies_elements_notprincipal.html`,
  reword: (given) =>
    mapStatements(given, (statement) => {
      const { NotPrincipal, ...others } = statement;
      return NotPrincipal === undefined || isSpared(principalsOf(NotPrincipal), given.request)
        ? statement
        : { ...others, Principal: '*' };
    }),
};

const EPOCH_SECONDS: Disagreement = {
  name: 'dates in seconds since 1970',
  why: 'It counts them as milliseconds.',
  source: `${USER_GUIDE}/reference_policies_elements_condition_operators.html#Conditions_Date`,
  reword: (given) =>
    mapOperators(given, /Date/, (value) =>
      /^\d+$/.test(value) ? new Date(Number(value) * 1_000).toISOString() : value,
    ),
};

const EVERY_ADDRESS: Disagreement = {
  name: '0.0.0.0/0',
  why: 'Its mask of a range without a prefix has all bits instead of none.',
  source: `${USER_GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
  reword: (given) =>
    mapOperators(given, /IpAddress/, (value) =>
      value === '0.0.0.0/0' ? ['0.0.0.0/1', '128.0.0.0/1'] : value,
    ),
};

const SINGLE_ADDRESS: Disagreement = {
  name: 'an address of the other family under NotIpAddress',
  why: 'To it an IPv6 address is not one of "all addresses except" a single IPv4 address, and the other way round.',
  source: `${USER_GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
  reword: (given) =>
    mapOperators(given, /IpAddress/, (value) =>
      value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`,
    ),
};

const ANY_VALUE_IF_EXISTS: Disagreement = {
  name: 'ForAnyValue with IfExists',
  why: 'It overlooks IfExists there; IAM takes it after every operator but Null.',
  source: `${USER_GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IfExists`,
  reword: (given) =>
    mapConditions(given, (operator, keys) =>
      /^ForAnyValue:.*IfExists$/.test(operator)
        ? Object.fromEntries(Object.entries(keys).filter(([key]) => contextHas(given.request, key)))
        : keys,
    ),
};

const ESCAPE_IN_EQUALS: Disagreement = {
  name: 'an escaped wildcard under StringEquals',
  why: 'It takes ${*} for four characters there; IAM takes it for * wherever there can be variables.',
  source: `${USER_GUIDE}/reference_policies_variables.html#policy-vars-specialchars`,
  reword: (given) =>
    mapOperators(given, /^(?:For\w+:)?String(?:Not)?Equals/, (value) =>
      value.replaceAll(/\$\{([*?])\}/g, '$1'),
    ),
};

const NO_VALUE: Disagreement = {
  name: 'a variable without a value',
  why: 'It drops a statement where inverted operators or a Deny with NotResource meet one; to IAM nothing equals it, so they match.',
  source: `${USER_GUIDE}/reference_policies_variables.html#policy-vars-no-value`,
  reword: (given) =>
    mapStatements(given, (statement) => {
      const { Effect, NotResource } = statement;
      const reworded = mapTexts(statement, (text) => withoutValues(text, given));
      // Of an Allow with NotResource both take AWS's word that the statement may be invalid.
      return Effect === 'Deny' || NotResource === undefined
        ? reworded
        : { ...reworded, NotResource };
    }),
};

/** The text with `no-value` for variables without one. */
function withoutValues(text: string, { request }: PolicyCase): string {
  return text.replaceAll(/\$\{([\w:/-]+)\}/g, (variable, key) =>
    contextHas(request, key) ? variable : 'no-value',
  );
}

/** Of requests to S3 with keys as strange as S3 takes them. */
export const KEY_DISAGREEMENTS: readonly Disagreement[] = [WILDCARD_IN_KEY, LINE_END_IN_KEY];

/** Of policies of every kind. */
export const POLICY_DISAGREEMENTS: readonly Disagreement[] = [
  WILDCARD_IN_KEY,
  FEDERATING_USER,
  NO_SESSION_POLICY,
  SESSION_NAMED,
  NOT_PRINCIPAL,
  EPOCH_SECONDS,
  EVERY_ADDRESS,
  SINGLE_ADDRESS,
  ANY_VALUE_IF_EXISTS,
  ESCAPE_IN_EQUALS,
  NO_VALUE,
];
