import { requestContext } from 'local-aws/iam';
import {
  type CaseRequest,
  type ConditionText,
  mapStatements,
  type PolicyCase,
  type StatementText,
} from './policy-case.ts';

/** The case with every value under operators of this kind as `change` returns it. */
export function mapOperators(
  given: PolicyCase,
  kind: RegExp,
  change: (value: string) => string | readonly string[],
): PolicyCase {
  return mapStatements(given, (statement) => mapValues(statement, kind, change));
}

/** The case with the keys and values under every operator as `change` returns them. */
export function mapConditions(given: PolicyCase, change: ConditionChange): PolicyCase {
  return mapStatements(given, (statement) => changeConditions(statement, change));
}

/** The case with every name of a Principal or NotPrincipal as `change` returns it. */
export function mapPrincipals(given: PolicyCase, change: (name: string) => string): PolicyCase {
  const changed = (principals: StatementText['Principal']): StatementText['Principal'] =>
    principals === undefined || principals === '*'
      ? principals
      : { AWS: principalsOf(principals).map(change) };
  return mapStatements(given, ({ Principal, NotPrincipal, ...statement }) => ({
    ...statement,
    ...(Principal === undefined ? {} : { Principal: changed(Principal) }),
    ...(NotPrincipal === undefined ? {} : { NotPrincipal: changed(NotPrincipal) }),
  }));
}

export function principalsOf(principals: StatementText['Principal']): readonly string[] {
  return principals === undefined ? [] : principals === '*' ? ['*'] : [principals.AWS].flat();
}

/** Whether these names are all that NotPrincipal needs to spare who asks. */
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

type ConditionChange = (operator: string, keys: ConditionText[string]) => ConditionText[string];

function changeConditions(statement: StatementText, change: ConditionChange): StatementText {
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
  statement: StatementText,
  kind: RegExp,
  change: (value: string) => string | readonly string[],
): StatementText {
  return changeConditions(statement, (operator, keys) => {
    const changed = Object.entries(keys).map(([key, values]) => [
      key,
      [values].flat().flatMap((value) => change(value)),
    ]);
    return kind.test(operator) ? Object.fromEntries(changed) : keys;
  });
}
