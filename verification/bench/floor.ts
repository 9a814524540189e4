import http from 'node:http';
import https from 'node:https';
import { signedHeaders } from './floor-signature.ts';

/**
 * Shows the lowest possible cost of issuing credentials. The program signs the AWS calls without the SDK, sends them with
 * Node's HTTP client, and checks nothing.
 */

const environment = process.env;
const { AWS_ENDPOINT_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environment;

const REGION = 'us-east-1';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/team-a/*',
    },
  ],
});

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function call(
  service: string,
  key: Key,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const { host, protocol } = new URL(AWS_ENDPOINT_URL);
  const signed = signedHeaders({
    service,
    region: REGION,
    host,
    headers,
    body,
    date: new Date(),
    ...key,
  });
  return new Promise((resolve, reject) => {
    // The endpoints of AWS need TLS, so this program loads it, as every function does.
    const { request: send } = protocol === 'https:' ? https : http;
    const request = send(AWS_ENDPOINT_URL, { method: 'POST', headers: signed }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject).end(body);
  });
}

async function brokerKey(): Promise<Key> {
  const key = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'secretsmanager.GetSecretValue',
  };
  const answer = await call('secretsmanager', key, headers, '{"SecretId":"bench"}');
  return JSON.parse(JSON.parse(answer).SecretString);
}

const key = brokerKey();

export async function handler(): Promise<{ readonly statusCode: number; readonly body: string }> {
  const form = new URLSearchParams({
    Action: 'GetFederationToken',
    Version: '2011-06-15',
    Name: 'bench',
    DurationSeconds: '3600',
    Policy: POLICY,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await call('sts', await key, headers, String(form));
  const AccessKeyId = /<AccessKeyId>(\w+)</.exec(answer)?.[1];
  return { statusCode: 200, body: JSON.stringify({ Credentials: { AccessKeyId } }) };
}
