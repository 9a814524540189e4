import { Aspects, type CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Aspects run in ascending order of their priority. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * Sets the ceiling as the broker user's permissions boundary again and removes its tags, after all other aspects. The
 * boundary of an organization is wider than the ceiling, and tags of the user become principal tags of every session.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
class KeepBrokerUser implements IAspect {
  readonly #user: CfnResource;
  readonly #boundary: unknown;

  constructor(user: CfnResource, boundary: unknown) {
    this.#user = user;
    this.#boundary = boundary;
  }

  visit(node: IConstruct): void {
    if (node === this.#user) {
      // The CDK and most aspects set boundaries with property overrides. Only another override can replace an override.
      this.#user.addPropertyOverride('PermissionsBoundary', this.#boundary);
      this.#user.addPropertyDeletionOverride('Tags');
    }
  }
}

/** @param boundary the ceiling's ARN */
export function keepBrokerUser(user: CfnResource, boundary: unknown): void {
  Aspects.of(user).add(new KeepBrokerUser(user, boundary), { priority: LAST });
}
