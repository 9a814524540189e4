import { regionParser } from '../aws/region.ts';
import { list, object } from '../compound-parser.ts';
import { type Parsed, text } from '../parser.ts';
import { portalSettingsParser } from './portal-settings.ts';

/** More than there are Regions. */
const REGIONS_MAX = 100;

/** What the portal function was deployed with. */
export const deployedPortalParser = object({
  issuer: text(1, 512),
  settings: portalSettingsParser,
  /** The Regions that grants for the issuer's tokens name. The stack's own Region is not among them. */
  grantRegions: list(regionParser, 0, REGIONS_MAX),
});

export type DeployedPortal = Parsed<typeof deployedPortalParser>;

/** `GET /portal/config.json`: what the page, and clients that sign people in, need to know. Nothing in it is secret. */
export interface PortalConfiguration {
  readonly issuer: string;
  readonly clientId: string;
  /** Which of the two tokens of a sign-in the API expects. */
  readonly token: 'access' | 'id';
  readonly scope: string;
  /** More parameters of the request for sign-in. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The Region of buckets whose grants name none. */
  readonly region: string;
  /** Replaces Amazon S3's endpoint. Only a local AWS has one. */
  readonly s3Endpoint?: string;
  /** Where to reach the issuer, without a slash at the end. Only a local AWS has it: its issuer does not answer at its https URL. */
  readonly issuerEndpoint?: string;
}

/** Where the portal runs. */
export type PortalPlace = Pick<PortalConfiguration, 'region' | 's3Endpoint' | 'issuerEndpoint'>;

export function portalConfiguration(
  { issuer, settings }: DeployedPortal,
  place: PortalPlace,
): PortalConfiguration {
  const { clientId, token, scope, parameters } = settings;
  return { issuer, clientId, token, scope, parameters, ...place };
}
