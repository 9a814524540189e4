import type { Account } from '../../src/account.ts';
import { type Endpoint, startEndpoint } from '../../src/endpoint.ts';
import { Credentials } from '../../src/iam/credentials.ts';
import { IamAuthorizer } from '../../src/iam/iam-authorizer.ts';
import { createIamService } from '../../src/iam/iam-service.ts';
import { Identities } from '../../src/iam/identities.ts';
import type { Service, StreamingService } from '../../src/service.ts';
import { Sts } from '../../src/sts/sts.ts';
import { createStsService } from '../../src/sts/sts-service.ts';

export const ACCOUNT: Account = {
  partition: 'aws',
  accountId: '111122223333',
  region: 'us-east-1',
};

/** A clock that a test can move. It starts at the machine's time, which AWS's clients sign with. */
export class TestClock {
  #aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  advance(seconds: number): void {
    this.#aheadMs += seconds * 1000;
  }
}

/** IAM and STS, connected as in the local AWS. */
export class TrustCore {
  readonly clock = new TestClock();
  readonly identities = new Identities(ACCOUNT, this.clock);
  readonly credentials = new Credentials(ACCOUNT, this.identities);
  readonly authorizer = new IamAuthorizer(ACCOUNT, this.clock, this.identities);
  readonly sts = new Sts({
    account: ACCOUNT,
    clock: this.clock,
    identities: this.identities,
    credentials: this.credentials,
    authorizer: this.authorizer,
  });
  readonly internalErrors: unknown[] = [];

  /** Creates a user with an access key and a policy of these statements. */
  createUser(userName: string, ...statements: readonly object[]) {
    const user = this.identities.users.create({ userName });
    if (statements.length > 0) {
      user.policies.putInline('Allowed', { Version: '2012-10-17', Statement: statements });
    }
    const { accessKeyId, secretAccessKey } = user.accessKeys.create();
    return { user, credentials: { accessKeyId, secretAccessKey } };
  }

  startEndpoint(...more: readonly (Service | StreamingService)[]): Promise<Endpoint> {
    return startEndpoint({
      region: ACCOUNT.region,
      services: [
        createIamService({
          account: ACCOUNT,
          identities: this.identities,
          authorizer: this.authorizer,
        }),
        createStsService(this.sts),
        ...more,
      ],
      credentials: this.credentials,
      clock: this.clock,
      port: 0,
      onInternalError: (error) => this.internalErrors.push(error),
    });
  }
}
