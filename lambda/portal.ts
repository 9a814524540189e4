import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { parse } from '../core/parser.ts';
import { deployedPortalParser } from '../core/portal/deployed-portal.ts';
import { type PortalEvent, PortalSite } from './adapters/portal-site.ts';
import { ENV, PORTAL_FILES_FILE, readPortalEnvironment } from './environment.ts';

const environment = readPortalEnvironment();
const { region, s3Endpoint, issuerEndpoints, taskRoot } = environment;
const portal = parse(deployedPortalParser, environment.portal, ENV.portal);
const site = new PortalSite(
  JSON.parse(readFileSync(path.join(taskRoot, PORTAL_FILES_FILE), 'utf8')),
  portal,
  { region, s3Endpoint, issuerEndpoint: issuerEndpoints[portal.issuer]?.replace(/\/$/, '') },
);

/** The function behind the open routes. It serves the files of the portal, and has no permissions. */
export async function handler(event: PortalEvent): Promise<APIGatewayProxyStructuredResultV2> {
  return site.answer(event);
}
