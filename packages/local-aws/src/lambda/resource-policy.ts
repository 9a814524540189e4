import type { Condition, PolicyDocument, Statement } from '../iam/policy-document.ts';

/**
 * Who may invoke a function.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export interface FunctionPermission {
  readonly statementId: string;
  /** `lambda:InvokeFunction` */
  readonly action: string;
  /** A service: `apigateway.amazonaws.com`. */
  readonly principal: string;
  /** Can contain `*` and `?`. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** Builds the resource policy from a function's permissions, as Lambda does. */
export function resourcePolicyOf(
  functionArn: string,
  permissions: Iterable<FunctionPermission>,
): PolicyDocument {
  return {
    version: '2012-10-17',
    statements: [...permissions].map((permission) => statementOf(functionArn, permission)),
  };
}

function statementOf(functionArn: string, permission: FunctionPermission): Statement {
  const conditions: Condition[] = [];
  if (permission.sourceArn !== undefined) {
    conditions.push({ operator: 'ArnLike', key: 'AWS:SourceArn', values: [permission.sourceArn] });
  }
  if (permission.sourceAccount !== undefined) {
    conditions.push({
      operator: 'StringEquals',
      key: 'AWS:SourceAccount',
      values: [permission.sourceAccount],
    });
  }
  return {
    sid: permission.statementId,
    effect: 'Allow',
    actions: { not: false, patterns: [permission.action] },
    resources: { not: false, patterns: [functionArn] },
    principals: { not: false, entries: [{ type: 'Service', value: permission.principal }] },
    conditions,
  };
}
