import { formatTarget, includesPermission, type Target } from '../../core/aws/target.ts';
import { callerGrant } from '../../core/grants/caller-grant.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { type ApiClient, iamClient, jwtClient } from './api-client.ts';
import type { RunningBroker } from './run-broker.ts';
import { profileOf } from './sample-callers.ts';
import { siblingOf } from './sample-objects.ts';
import { isForTokensOf, type SamplePerson } from './sample-people.ts';

/** A grant to show, the caller that has it, and another folder that it does not reach. */
export interface SampleRequest {
  readonly kind: 'iam' | 'jwt';
  readonly client: ApiClient;
  readonly bucket: string;
  readonly prefix: string;
  readonly target: string;
  readonly refusedPrefix: string;
  readonly refusedTarget: string;
}

/** @returns undefined when no role or user may read a folder under its own name. */
export function iamSample(broker: RunningBroker): SampleRequest | undefined {
  for (const grant of broker.grants.filter(isShowable)) {
    const { grantee, scope } = grant;
    const caller = broker.callers.find(
      ({ profile }) => grantee.kind !== 'jwt' && profile === profileOf(grantee),
    );
    if (caller !== undefined && scope.template.kind === 'prefix' && scope.template.prefix !== '') {
      const refusedPrefix = siblingOf(scope.template.prefix);
      return sampleOf('iam', iamClient(broker, caller), scope.template, refusedPrefix);
    }
  }
  return undefined;
}

/** @returns undefined when no grant gives each person with a token a folder of their own. */
export function jwtSample(broker: RunningBroker): SampleRequest | undefined {
  const [person, other] = broker.people;
  if (person === undefined || other === undefined) {
    return undefined;
  }
  for (const grant of broker.grants.filter(isShowable)) {
    const own = folderOf(grant, person);
    const refused = folderOf(grant, other);
    if (own !== undefined && refused !== undefined && own.prefix !== refused.prefix) {
      return sampleOf('jwt', jwtClient(broker, person), own, refused.prefix);
    }
  }
  return undefined;
}

type Folder = Extract<Target, { kind: 'prefix' }>;

function isShowable({ permission, federatedUserNames }: Grant): boolean {
  return includesPermission(permission, 'READ') && federatedUserNames === undefined;
}

function folderOf(grant: Grant, { identity }: SamplePerson): Folder | undefined {
  const scope = isForTokensOf(grant, identity.authentication)
    ? callerGrant(grant, identity)?.scope
    : undefined;
  return scope?.kind === 'prefix' ? scope : undefined;
}

function sampleOf(
  kind: SampleRequest['kind'],
  client: ApiClient,
  folder: Folder,
  refusedPrefix: string,
): SampleRequest {
  const { bucket, prefix } = folder;
  return {
    kind,
    client,
    bucket,
    prefix,
    target: formatTarget(folder),
    refusedPrefix,
    refusedTarget: formatTarget({ ...folder, prefix: refusedPrefix }),
  };
}
