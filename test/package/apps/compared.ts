import { App, Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Authentication, FederationBroker, Grants } from 'federation-broker';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:federation-broker-alarms';

/** The repository's sample configuration as props. */
const stack = new Stack(new App(), 'Compared');
new FederationBroker(stack, 'Broker', {
  authentication: [
    Authentication.iam(),
    Authentication.jwt({
      issuer: 'https://id.example.com',
      audience: 'federation-broker',
      nameClaim: 'preferred_username',
      scopes: ['federation-broker/call'],
      portal: {
        clientId: 'federation-broker-portal',
        token: 'access',
        scope: 'openid profile federation-broker/call',
      },
    }),
    Authentication.jwt({
      name: 'github',
      issuer: 'https://token.actions.githubusercontent.com',
      audience: 'federation-broker',
    }),
  ],
  grants: Grants.fromFile('sample-grants.json'),
  rotation: Duration.days(30),
  encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
  alarmTopic: Topic.fromTopicArn(stack, 'Topic', TOPIC),
});
