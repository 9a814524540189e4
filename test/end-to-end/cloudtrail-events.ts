import type { LocalAws } from 'local-aws';

const TRAIL = '/aws/cloudtrail/trail';

export interface ConsoleOrApiAction {
  /** The name of the federated user. */
  readonly name: string;
  readonly accessKeyId: string;
  readonly key: string;
}

/**
 * Returns a CloudTrail data event of a federated user's session, with the fields that AWS documents.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function getObjectEvent({ name, accessKeyId, key }: ConsoleOrApiAction): object {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'FederatedUser',
      principalId: `111122223333:${name}`,
      arn: `arn:aws:sts::111122223333:federated-user/${name}`,
      accountId: '111122223333',
      accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: 'IAMUser',
          principalId: 'AIDACKCEVSQ6C2EXAMPLE',
          arn: 'arn:aws:iam::111122223333:user/FederationBroker-BrokerUser-EXAMPLE',
          accountId: '111122223333',
          userName: 'FederationBroker-BrokerUser-EXAMPLE',
        },
        attributes: { creationDate: '2026-11-21T19:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: '2026-11-21T19:05:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    requestParameters: { bucketName: 'homes', key, Host: 'homes.s3.amazonaws.com' },
    responseElements: null,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '111122223333',
    eventCategory: 'Data',
  };
}

/** Writes the events to a log group, as a trail that delivers to CloudWatch Logs does. */
export function deliverTrail({ logs }: LocalAws, events: readonly object[]): string {
  logs.createLogGroup(TRAIL);
  const lines = events.map((event) => JSON.stringify(event));
  logs.putVendedEvents(TRAIL, '111122223333_CloudTrail_us-east-1', lines);
  return TRAIL;
}

/** Returns a CloudTrail management event with the documented fields that the query `broker-control` reads. */
export function managementEvent(
  service: string,
  eventName: string,
  requestParameters: object,
): object {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDACKCEVSQ6C2EXAMPLE',
      arn: 'arn:aws:iam::111122223333:user/mallory',
      accountId: '111122223333',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      userName: 'mallory',
    },
    eventTime: '2026-11-21T19:05:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    requestParameters,
    responseElements: null,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  };
}
