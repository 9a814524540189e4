import { requestContext } from 'local-aws/iam';
import {
  type CaseRequest,
  type ConditionJson,
  mapStatements,
  type PolicyCase,
  type StatementJson,
} from './policy-case.ts';

/** Changes every value of the condition operators that match `kind`. */
export function mapOperators(
  given: PolicyCase,
  kind: RegExp,
  change: (value: string) => string | readonly string[],
): PolicyCase {
  return mapStatements(given, (statement) => mapValues(statement, kind, change));
}

/** Changes the keys and values of every condition operator. */
export function mapConditions(given: PolicyCase, change: ConditionChange): PolicyCase {
  return mapStatements(given, (statement) => changeConditions(statement, change));
}

/** Changes every principal in Principal and NotPrincipal. */
export function mapPrincipals(given: PolicyCase, change: (name: string) => string): PolicyCase {
  const changed = (principals: StatementJson['Principal']): StatementJson['Principal'] =>
    principals === undefined || principals === '*'
      ? principals
      : { AWS: principalsOf(principals).map(change) };
  return mapStatements(given, ({ Principal, NotPrincipal, ...statement }) => ({
    ...statement,
    ...(Principal === undefined ? {} : { Principal: changed(Principal) }),
    ...(NotPrincipal === undefined ? {} : { NotPrincipal: changed(NotPrincipal) }),
  }));
}

export function principalsOf(principals: StatementJson['Principal']): readonly string[] {
  return principals === undefined ? [] : principals === '*' ? ['*'] : [principals.AWS].flat();
}

/** Whether a NotPrincipal with these names exempts the principal of the request. */
export function isSpared(names: readonly string[], { principal }: CaseRequest): boolean {
  const account = [principal.accountId, `arn:aws:iam::${principal.accountId}:root`];
  const issuer =
    principal.kind === 'federated-user'
      ? [principal.issuer.arn]
      : principal.kind === 'assumed-role'
        ? [principal.roleArn]
        : [principal.arn];
  return [account, issuer, [principal.arn]].every((alternatives) =>
    alternatives.some((name) => names.includes(name)),
  );
}

/** Whether the request has the condition key. */
export function contextHas(request: CaseRequest, key: string): boolean {
  return requestContext(request, '', new Date(0)).has(key.toLowerCase());
}

type ConditionChange = (operator: string, keys: ConditionJson[string]) => ConditionJson[string];

function changeConditions(statement: StatementJson, change: ConditionChange): StatementJson {
  const operators = Object.entries(statement.Condition ?? {});
  return statement.Condition === undefined
    ? statement
    : {
        ...statement,
        Condition: Object.fromEntries(
          operators.map(([operator, keys]) => [operator, change(operator, keys)]),
        ),
      };
}

function mapValues(
  statement: StatementJson,
  kind: RegExp,
  change: (value: string) => string | readonly string[],
): StatementJson {
  return changeConditions(statement, (operator, keys) => {
    const changed = Object.entries(keys).map(([key, values]) => [
      key,
      [values].flat().flatMap((value) => change(value)),
    ]);
    return kind.test(operator) ? Object.fromEntries(changed) : keys;
  });
}
