import { Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Configuration, parseConfiguration } from '../core/configuration/configuration.ts';
import { checkRevocations } from '../core/configuration/revocation.ts';
import { InvalidInput } from '../core/problems.ts';
import type { Authentication } from './broker-authentication.ts';
import type { FederationBrokerProps } from './federation-broker-props.ts';
import type { CeilingEntry } from './grant-props.ts';
import { type NameTokens, requireKnown } from './name-tokens.ts';

/** What a broker is made from, with every default. */
export type BrokerSettings = Omit<Configuration, 'stackName' | 'grants'>;

/**
 * Replaces the ARN of a certificate that the app creates, which is not known yet. The parser needs an ARN to check the custom
 * domain.
 */
const ANY_CERTIFICATE =
  'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000';

/**
 * Parses the props as if they were a configuration file, so that both have the same rules, messages and defaults. ARNs of
 * resources that the app creates are not known yet, so they are not checked.
 *
 * @param tokens replaces bucket names that are tokens by stand-ins
 * @throws InvalidInput with all problems. They name the fields of the configuration file
 */
export function readSettings(props: FederationBrokerProps, tokens: NameTokens): BrokerSettings {
  const fields = {
    authentication: props.authentication?.map(authenticationEntry),
    rotationDays: props.rotation?.toDays({ integral: false }),
    throttle: props.throttle,
    routeThrottles: props.routeThrottles,
    ceiling: props.ceiling?.map((entry) => tokens.withStandIns(ceilingEntry(entry))),
    allowCustomerProvidedKeys: props.allowCustomerProvidedKeys,
    revocations: props.revocations?.entries,
    logRetentionDays: props.logRetention,
    kmsKey: ifKnown(arnOfKey(props.encryptionKey)),
    architecture: props.architecture?.name,
    reservedConcurrency: props.reservedConcurrency,
    alarmTopic: ifKnown(props.alarmTopic?.topicArn),
    rolesBoundary: ifKnown(props.rolesBoundary?.managedPolicyArn),
    tags: props.tags,
  };
  requireKnown(fields);
  const settings = parseConfiguration(fields);
  checkRevocations(settings.revocations);
  return settings;
}

function authenticationEntry({ type, options, customDomain }: Authentication): object {
  return {
    type,
    ...options,
    customDomain: customDomain && {
      domainName: customDomain.domainName,
      certificateArn: ifKnown(customDomain.certificate.certificateArn) ?? ANY_CERTIFICATE,
    },
  };
}

function ceilingEntry({ scope, encryptionKey, ...fields }: CeilingEntry): object {
  return { scope: scope.uri, kmsKey: encryptionKey?.keyArn, ...fields };
}

/** An alias is an `IKey`, too. Its ARN is often a token, so the parser cannot recognize it. */
function arnOfKey(key: IKey | undefined): string | undefined {
  if (key !== undefined && 'aliasName' in key) {
    throw new InvalidInput([
      'kmsKey: must be a KMS key, was an alias of one, by which IAM policies cannot name a key; pass the key itself, ' +
        'for example with Key.fromKeyArn',
    ]);
  }
  return key?.keyArn;
}

function ifKnown(text: string | undefined): string | undefined {
  return Token.isUnresolved(text) ? undefined : text;
}
