import { writeFileSync } from 'node:fs';
import path from 'node:path';

export const BUCKET = 'amzn-s3-demo-bucket';
export const BUCKET_EU = 'amzn-s3-demo-bucket-eu';
export const BUCKET_WITHOUT_CORS = 'amzn-s3-demo-bucket-old';
export const ISSUER = 'https://id.example.com';
export const CLIENT_ID = 'federation-broker-portal';

/** A grant for tokens with this claim. */
function grant(id: string, claim: object, scope: string, permission: string, more: object = {}) {
  return { id, grantee: { jwt: claim }, scope: `s3://${scope}`, permission, ...more };
}

const ALICE = { sub: 'alice' };

const GRANTS = [
  grant('homes', { member: 'yes' }, `${BUCKET}/home/{sub}/*`, 'READWRITE'),
  grant('reports', ALICE, `${BUCKET}/reports/*`, 'LIST'),
  grant('published', ALICE, `${BUCKET}/published/*`, 'READ'),
  grant('inbox', ALICE, `${BUCKET}/inbox/*`, 'WRITE'),
  grant('letterbox', ALICE, `${BUCKET}/letterbox/*`, 'UPLOAD', { createOnly: true }),
  grant('journal', ALICE, `${BUCKET}/journal/*`, 'READWRITE', { createOnly: true }),
  grant('handbook', ALICE, `${BUCKET}/manuals/handbook.txt`, 'READ'),
  grant('rota', ALICE, `${BUCKET}/manuals/rota.txt`, 'WRITE'),
  grant('archive', ALICE, `${BUCKET_EU}/archive/*`, 'READ', { region: 'eu-central-1' }),
  grant('old', ALICE, `${BUCKET_WITHOUT_CORS}/old/*`, 'READ'),
];

/** Writes the configuration of the broker that the browser visits. Returns its path. */
export function writeConfiguration(folder: string): string {
  const write = (name: string, content: object) => {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  write('grants.json', { grants: GRANTS });
  return write('federation-broker.json', {
    stackName: 'FederationBroker',
    authentication: [
      {
        type: 'jwt',
        issuer: ISSUER,
        audience: 'federation-broker',
        portal: { clientId: CLIENT_ID, token: 'access', scope: 'openid profile offline_access' },
      },
    ],
    grants: 'grants.json',
  });
}
