import { Aws } from 'aws-cdk-lib';
import type { PolicyDocument } from '../core/aws/policy-document.ts';
import { type Grant, type GrantEntry, parseGrants } from '../core/grants/grant.ts';
import { type CeilingSettings, ceilingOf, compileCeiling } from '../core/policies/ceiling.ts';
import { timestamp } from '../core/timestamp.ts';
import { type GrantProps, Scope } from './grant-props.ts';
import type { Grants } from './grants.ts';
import {
  type DeployableGrants,
  type NameTokens,
  requireKnown,
  withPlaceholders,
} from './name-tokens.ts';

/** The grants of one broker: those of its file, then those that the app adds. */
export class BrokerGrants {
  readonly #tokens: NameTokens;
  readonly #initial: Grants | undefined;
  /** As the grants file writes them. Names may be tokens. */
  #entries: readonly unknown[];
  #parsed: readonly Grant[];
  #deployable: DeployableGrants | undefined;

  constructor(initial: Grants | undefined, tokens: NameTokens) {
    this.#tokens = tokens;
    this.#initial = initial;
    this.#entries = initial?.entries ?? [];
    this.#parsed = initial?.parsed ?? [];
  }

  /** With stand-ins for names that are tokens. */
  get parsed(): readonly Grant[] {
    return this.#parsed;
  }

  /**
   * The grants file of the function, with placeholders. If the app adds no grants, this is the unchanged text of the initial
   * grants.
   */
  get text(): string {
    return this.#initial !== undefined && this.#entries === this.#initial.entries
      ? this.#initial.text
      : JSON.stringify({ grants: this.deployable.entries });
  }

  get deployable(): DeployableGrants {
    this.#deployable ??= withPlaceholders(this.#entries);
    return this.#deployable;
  }

  /**
   * The policy of the broker user.
   *
   * @param settings with stand-ins in the entries of the ceiling
   */
  ceilingPolicy(settings: CeilingSettings): PolicyDocument {
    const account = { partition: Aws.PARTITION, accountId: Aws.ACCOUNT_ID };
    return this.#tokens.restore(compileCeiling(ceilingOf(this.#parsed, settings), account));
  }

  /** Throws InvalidInput with all problems of the grant. */
  add(id: string, props: GrantProps): void {
    const entry = entryOf(id, props);
    const entries = [...this.#entries, entry];
    const withStandIns = entries.map((each) => this.#tokens.withStandIns(each));
    requireKnown(Object(withStandIns.at(-1)), `grant "${id}": `);
    const parsed = parseGrants({ grants: withStandIns });
    this.#entries = entries;
    this.#parsed = parsed;
    this.#deployable = undefined;
  }
}

/** The grant as an entry of the grants file. A new field of `GrantEntry` fails to compile until it is added to this list. */
function entryOf(id: string, props: GrantProps): Readonly<Record<keyof GrantEntry, unknown>> {
  const { scope, validUntil } = props;
  return {
    id,
    grantee: props.grantee.entry,
    ...(scope instanceof Scope
      ? { scope: scope.uri, scopes: undefined }
      : { scope: undefined, scopes: scope.map(({ uri }) => uri) }),
    validUntil: validUntil && instantOf(validUntil),
    region: props.region,
    permission: props.permission,
    createOnly: props.createOnly,
    maxDurationSeconds: props.maxDuration?.toSeconds(),
    federatedUserNames: props.federatedUserNames,
    tags: props.tags,
    kmsKey: props.encryptionKey?.keyArn,
    console: props.console,
    description: props.description,
  };
}

/** Returns a text that the parser refuses if the date is invalid, so that the message names the grant and the field. */
function instantOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? String(date) : timestamp(date);
}
