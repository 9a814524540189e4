import { Annotations, Aspects } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Revocation, revocationWarnings } from '../core/configuration/revocation.ts';
import type { Grant } from '../core/grants/grant.ts';

/**
 * Warns about revocations that probably end no session. The check is an aspect, because the app may add grants after
 * construction.
 */
export function warnAboutRevocations(
  broker: IConstruct,
  revocations: readonly Revocation[],
  grants: () => readonly Grant[],
): void {
  Aspects.of(broker).add({
    visit: (construct) => {
      if (construct === broker) {
        const names = grants().flatMap(({ federatedUserNames = [] }) => federatedUserNames);
        for (const warning of revocationWarnings(revocations, names)) {
          Annotations.of(broker).addWarningV2('federation-broker:revocations', warning);
        }
      }
    },
  });
}
