import { Aspects, type CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** After aspects of any other priority. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * Gives the broker user its ceiling back as permissions boundary, and takes its tags away, after all other aspects:
 * an organization's boundary is wider than the ceiling, and tags of the user are principal tags of every session.
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
      // The CDK sets boundaries as overrides, which only an override changes.
      this.#user.addPropertyOverride('PermissionsBoundary', this.#boundary);
      this.#user.addPropertyDeletionOverride('Tags');
    }
  }
}

/** @param boundary the ceiling's ARN */
export function keepBrokerUser(user: CfnResource, boundary: unknown): void {
  Aspects.of(user).add(new KeepBrokerUser(user, boundary), { priority: LAST });
}
