import type { Account } from '../../account.ts';
import type { Clock } from '../../clock.ts';
import type { Authorizer } from '../../iam/authorizer.ts';
import type { QueryList } from '../../query-list.ts';
import type { QueryResult } from '../../query-protocol.ts';
import type { S3Service } from '../../s3/s3-service.ts';
import type { ServiceRequest } from '../../service.ts';
import type { Parameters } from '../../ssm/parameters.ts';
import type { Sts } from '../../sts/sts.ts';
import type { Stacks } from '../stacks.ts';
import type { ChangeSets } from './change-sets.ts';

export interface CloudFormationDependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly authorizer: Authorizer;
  readonly sts: Sts;
  readonly s3: S3Service;
  readonly ssm: Parameters;
  readonly stacks: Stacks;
  readonly onInternalError: (error: unknown) => void;
}

export interface CloudFormationContext extends CloudFormationDependencies {
  readonly changeSets: ChangeSets;
}

/** A call of an operation: the request and its parameters. */
export interface Call {
  readonly action: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly request: ServiceRequest;
}

export interface CloudFormationOperation {
  readonly parameters: readonly string[];
  readonly lists?: readonly QueryList[];
  run(context: CloudFormationContext, call: Call): QueryResult;
}
