import { AwsError } from '../aws-error.ts';
import type { PrincipalEntry } from './policy-document.ts';

/** An account, its root, a user, a role, a role's session or a federated user, without wildcards. */
const AWS_PRINCIPAL =
  /^(\*|\d{12}|arn:[\w-]+:(iam::\d{12}:(root|(user|role)\/[^*?]+)|sts::\d{12}:(assumed-role\/[^*?/]+\/[^*?/]+|federated-user\/[^*?]+)))$/;
const SERVICE_PRINCIPAL = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;
const UNSUPPORTED_TYPES: ReadonlySet<string> = new Set(['Federated', 'CanonicalUser']);

/**
 * Throws MalformedPolicyDocument, NotSupportedByLocalAws.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function parsePrincipals(input: unknown): readonly PrincipalEntry[] {
  if (input === '*') {
    return [{ type: '*', value: '*' }];
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid(input);
  }
  const entries = Object.entries(input).flatMap(([type, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.map((text) => parseEntry(type, text));
  });
  if (entries.length === 0) {
    throw invalid(input);
  }
  return entries;
}

function parseEntry(type: string, value: unknown): PrincipalEntry {
  if (UNSUPPORTED_TYPES.has(type)) {
    throw new AwsError(
      'NotSupportedByLocalAws',
      `The principal type ${type} is not supported by the local AWS.`,
    );
  }
  if (typeof value === 'string') {
    if (type === 'AWS' && AWS_PRINCIPAL.test(value)) {
      return { type, value };
    }
    if (type === 'Service' && SERVICE_PRINCIPAL.test(value)) {
      return { type, value };
    }
  }
  throw invalid({ [type]: value });
}

function invalid(principal: unknown): AwsError {
  return new AwsError(
    'MalformedPolicyDocument',
    `Invalid principal in policy: ${JSON.stringify(principal)}.`,
  );
}
