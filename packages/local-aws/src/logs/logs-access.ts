import type { Account } from '../account.ts';
import type { Authorizer, Requester } from '../iam/authorizer.ts';

/**
 * Asks IAM about log groups and streams.
 *
 * The ARN always ends with `:log-stream:` and the name of the stream, which is empty for actions on a group. AWS's
 * denials of CreateLogStream show this form, and policies for actions on a group need `log-group:NAME:*`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
export class LogsAccess {
  readonly #account: Account;
  readonly #authorizer: Authorizer;

  constructor(account: Account, authorizer: Authorizer) {
    this.#account = account;
    this.#authorizer = authorizer;
  }

  /** @throws AwsError AccessDenied */
  authorize(requester: Requester, action: string, groupName: string, streamName: string): void {
    const { partition, region, accountId } = this.#account;
    const group = `arn:${partition}:logs:${region}:${accountId}:log-group:${groupName}`;
    this.#authorize(requester, action, `${group}:log-stream:${streamName}`);
  }

  /**
   * For an action without a resource.
   *
   * @throws AwsError AccessDenied
   */
  authorizeAnywhere(requester: Requester, action: string): void {
    this.#authorize(requester, action, '*');
  }

  #authorize({ principal, sourceIp }: Requester, action: string, resource: string): void {
    this.#authorizer.authorize({
      principal,
      sourceIp,
      action: `logs:${action}`,
      resource,
      resourceAccount: this.#account.accountId,
    });
  }
}
