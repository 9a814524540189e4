import { Aws } from 'aws-cdk-lib';
import type { PolicyDocument } from '../core/aws/policy-document.ts';
import { type Grant, parseGrants } from '../core/grants/grant.ts';
import { type CeilingEntry, ceilingOf, compileCeiling } from '../core/policies/ceiling.ts';
import type { GrantProps } from './grant-props.ts';
import type { Grants } from './grants.ts';

/** The grants of one broker: those of its file, then those that the app adds. */
export class BrokerGrants {
  #entries: readonly unknown[];
  #parsed: readonly Grant[];
  #text: string | undefined;

  constructor(initial: Grants | undefined) {
    this.#entries = initial?.entries ?? [];
    this.#parsed = initial?.parsed ?? [];
    this.#text = initial?.text;
  }

  get parsed(): readonly Grant[] {
    return this.#parsed;
  }

  /** The grants file of the function. */
  get text(): string {
    this.#text ??= JSON.stringify({ grants: this.#entries });
    return this.#text;
  }

  /** @param configured without it, the ceiling is exactly what the grants need */
  ceilingPolicy(configured: readonly CeilingEntry[] | undefined): PolicyDocument {
    return compileCeiling(ceilingOf(this.#parsed, configured), {
      partition: Aws.PARTITION,
      accountId: Aws.ACCOUNT_ID,
    });
  }

  /** Throws InvalidInput with all problems of the grant. */
  add(id: string, props: GrantProps): Grant {
    const entries = [...this.#entries, entryOf(id, props)];
    const parsed = parseGrants({ grants: entries });
    this.#entries = entries;
    this.#parsed = parsed;
    this.#text = undefined;
    return parsed[entries.length - 1] as Grant;
  }
}

/** The grant as the grants file writes it. */
function entryOf(id: string, props: GrantProps): object {
  const { grantee, scope, maxDuration, encryptionKey, ...fields } = props;
  return {
    id,
    grantee: grantee.entry,
    scope: scope.uri,
    maxDurationSeconds: maxDuration?.toSeconds(),
    kmsKey: encryptionKey?.keyArn,
    ...fields,
  };
}
