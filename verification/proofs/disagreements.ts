import {
  mapStatements,
  mapStrings,
  only,
  type PolicyCase,
  type StatementJson,
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
 * A known error of iam-simulate. (Errors of the local AWS are fixed as soon as they are found.) `reword` avoids the error: it
 * returns a case that means the same to IAM. The error explains a disagreement if iam-simulate decides the reworded case as
 * the local AWS decides the original one.
 */
export interface Disagreement {
  readonly name: string;
  /** What iam-simulate does, and what IAM does. */
  readonly why: string;
  /** The page of AWS that documents what IAM does. */
  readonly source: string;
  /** @returns a case with the same meaning in IAM, which avoids the error */
  reword(given: PolicyCase): PolicyCase;
}

const USER_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

/** Replacements for `*` and line ends. No case contains these characters. */
const STAR = '\u00a4';
const LINE_END = '\u00a6';

const WILDCARD_IN_KEY: Disagreement = {
  name: 'a star in the requested key',
  why: 'It reads * in the requested ARN as every key at once. To S3, it is a character that keys can have.',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html',
  reword: (given) => {
    const reworded = mapStatements(given, (statement) =>
      mapStrings(statement, (text) => text.replaceAll('${*}', STAR)),
    );
    const resource = reworded.request.resource.replaceAll('*', STAR);
    return { ...reworded, request: { ...reworded.request, resource } };
  },
};

const LINE_END_IN_KEY: Disagreement = {
  name: 'a line end in the requested key or prefix',
  why: 'Its * does not match line ends. In IAM, * matches any characters.',
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
  why: 'It takes federated-user/Bob for a session of the IAM user Bob. The session belongs to the user who called GetFederationToken.',
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

const EVERYTHING: StatementJson = { Effect: 'Allow', Action: '*', Resource: '*' };

const NO_SESSION_POLICY: Disagreement = {
  name: 'a federated user without a session policy',
  why: 'It does not limit such a session. In AWS, the session only has the permissions that resource policies give it.',
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
  why: 'It limits what a bucket policy gives to the session itself by the session policy. Within one account, only a Deny there limits it.',
  source: `${USER_GUIDE}/reference_policies_evaluation-logic_policy-eval-denyallow.html`,
  reword: (given) => {
    const { principal, resourceAccount } = given.request;
    const isDirect = ({ Effect, Principal }: StatementJson) =>
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
    // Only statements that name the session can still allow the request.
    const isDenial = ({ Effect }: StatementJson) => Effect === 'Deny';
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
  why: 'One name is enough for it to spare the principal. In IAM, the account, the role or user, and the session must all be named.',
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
  why: 'It reads them as milliseconds.',
  source: `${USER_GUIDE}/reference_policies_elements_condition_operators.html#Conditions_Date`,
  reword: (given) =>
    mapOperators(given, /Date/, (value) =>
      /^\d+$/.test(value) ? new Date(Number(value) * 1_000).toISOString() : value,
    ),
};

const EVERY_ADDRESS: Disagreement = {
  name: '0.0.0.0/0',
  why: 'Its mask for a prefix length of 0 has all bits set instead of none.',
  source: `${USER_GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
  reword: (given) =>
    mapOperators(given, /IpAddress/, (value) =>
      value === '0.0.0.0/0' ? ['0.0.0.0/1', '128.0.0.0/1'] : value,
    ),
};

const SINGLE_ADDRESS: Disagreement = {
  name: 'an address of the other family under NotIpAddress',
  why: 'It does not count an IPv6 address among all addresses except a single IPv4 address, and the other way round.',
  source: `${USER_GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
  reword: (given) =>
    mapOperators(given, /IpAddress/, (value) =>
      value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`,
    ),
};

const ANY_VALUE_IF_EXISTS: Disagreement = {
  name: 'ForAnyValue with IfExists',
  why: 'It ignores IfExists there. IAM accepts IfExists after every operator except Null.',
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
  why: 'It reads ${*} as four characters there. IAM reads it as * wherever variables are allowed.',
  source: `${USER_GUIDE}/reference_policies_variables.html#policy-vars-specialchars`,
  reword: (given) =>
    mapOperators(given, /^(?:For\w+:)?String(?:Not)?Equals/, (value) =>
      value.replaceAll(/\$\{([*?])\}/g, '$1'),
    ),
};

const NO_VALUE: Disagreement = {
  name: 'a variable without a value',
  why: 'It drops a statement if a negated operator or a Deny with NotResource has one. In IAM, nothing equals such a variable, so they match.',
  source: `${USER_GUIDE}/reference_policies_variables.html#policy-vars-no-value`,
  reword: (given) =>
    mapStatements(given, (statement) => {
      const { Effect, NotResource } = statement;
      const reworded = mapStrings(statement, (text) => withoutValues(text, given));
      // According to AWS, such a variable can make an Allow with NotResource invalid. Both evaluators treat it as invalid.
      return Effect === 'Deny' || NotResource === undefined
        ? reworded
        : { ...reworded, NotResource };
    }),
};

/** Replaces variables without a value by `no-value`. */
function withoutValues(text: string, { request }: PolicyCase): string {
  return text.replaceAll(/\$\{([\w:/-]+)\}/g, (variable, key) =>
    contextHas(request, key) ? variable : 'no-value',
  );
}

/** The disagreements that can occur in requests to S3, for any key that S3 accepts. */
export const KEY_DISAGREEMENTS: readonly Disagreement[] = [WILDCARD_IN_KEY, LINE_END_IN_KEY];

/** The disagreements that can occur with policies of any kind. */
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
