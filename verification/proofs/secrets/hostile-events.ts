import type { BrokerEvent } from '../../../lambda/adapters/broker-api.ts';
import { tokenOf } from '../../../test/core/callers/jwt-tokens.ts';
import { BROKER_REQUESTS } from '../faults/broker-calls.ts';
import { pick, type Random } from '../random.ts';
import { CANARIES } from './canaries.ts';
import { hostileText } from './hostile-texts.ts';

/** The share of inputs that contain hostile text. */
const HOSTILE = 0.4;

/** Returns a request with secrets in the places where callers send secrets, and with hostile text in some inputs. */
export function hostileEvent(random: Random): BrokerEvent {
  const base = pick(Object.values(BROKER_REQUESTS), random);
  const some = (text: string) => (random() < HOSTILE ? `${text}${hostileText(random)}` : text);
  const target = some('s3://amzn-s3-demo-bucket/team-a/*');
  const query = { prefix: some('team-a/'), [some('target')]: target, permission: some('LIST') };
  return {
    ...base,
    rawQueryString: random() < HOSTILE ? String(new URLSearchParams(query)) : base.rawQueryString,
    headers: {
      ...base.headers,
      [some('x-header')]: some('value'),
      'user-agent': some('curl/8'),
      'content-type': pick(['application/json', some('application/json')], random),
      // Callers with temporary credentials send their session token in this header.
      'x-amz-security-token': CANARIES.callerSessionToken,
    },
    pathParameters: { bucket: pick(['amzn-s3-demo-bucket', some('amzn-s3-demo-bucket')], random) },
    body: JSON.stringify({
      Target: target,
      Permission: 'READ',
      ...(random() < HOSTILE ? { Name: some('User') } : {}),
      ...(random() < HOSTILE ? { [hostileText(random)]: hostileText(random) } : {}),
    }),
    ...callerIn(random, some),
  };
}

function callerIn(random: Random, some: (text: string) => string) {
  const requestId = some('request-1');
  if (random() < HOSTILE) {
    const claims = {
      iss: some('https://id.example.com'),
      sub: some('alice'),
      aud: 'broker',
      name: some('Alice'),
    };
    const [header, payload] = tokenOf(claims).split('.');
    return {
      headers: {
        authorization: `${header}.${payload}.${CANARIES.tokenSignature}`,
        'content-type': 'application/json',
      },
      requestContext: { requestId, apiId: 'jwt-api', authorizer: { jwt: { claims } } },
    };
  }
  const userArn = pick([TEAM_A, some(TEAM_A), hostileText(random)], random);
  return { requestContext: { requestId, apiId: 'iam-api', authorizer: { iam: { userArn } } } };
}

const TEAM_A = 'arn:aws:sts::111122223333:assumed-role/TeamA/alice';
