import { RegionInfo } from 'aws-cdk-lib/region-info';
import { XMLParser } from 'fast-xml-parser';
import { type ApiCredentials, signedRequest } from '../local/signed-fetch.ts';

/** An error that AWS returned. */
export class AwsRefusal extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

export interface Caller {
  readonly credentials: () => Promise<ApiCredentials>;
  readonly region: string;
}

/** A parsed response of AWS. */
// biome-ignore lint/suspicious/noExplicitAny: claims read a few fields of AWS's documented answers
export type AwsAnswer = any;

const XML = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'member' });

const CLOUDFORMATION_VERSION = '2010-05-15';

/** AWS services for which this repository does not install an AWS SDK client. */
const JSON_TARGETS = {
  cloudtrail: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101',
  logs: 'Logs_20140328',
} as const;

/** @throws AwsRefusal */
export async function callCloudFormation(
  caller: Caller,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<AwsAnswer> {
  const body = new URLSearchParams({
    Action: action,
    Version: CLOUDFORMATION_VERSION,
    ...parameters,
  }).toString();
  const { text } = await send(caller, 'cloudformation', body, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  const answer = XML.parse(text);
  const error = answer.ErrorResponse?.Error;
  if (error !== undefined) {
    throw new AwsRefusal(String(error.Code), String(error.Message));
  }
  return answer[`${action}Response`]?.[`${action}Result`];
}

/** @throws AwsRefusal */
export async function callJson(
  caller: Caller,
  service: keyof typeof JSON_TARGETS,
  action: string,
  parameters: object,
): Promise<AwsAnswer> {
  const { status, text } = await send(caller, service, JSON.stringify(parameters), {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `${JSON_TARGETS[service]}.${action}`,
  });
  const answer = JSON.parse(text);
  if (status !== 200) {
    const code = String(answer.__type ?? status);
    throw new AwsRefusal(code.split('#').at(-1) ?? code, answer.message ?? answer.Message ?? '');
  }
  return answer;
}

async function send(
  { credentials, region }: Caller,
  service: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; text: string }> {
  const answer = await signedRequest(endpointOf(service, region), await credentials(), {
    region,
    service,
    method: 'POST',
    headers,
    body,
  });
  return { status: answer.status, text: await answer.text() };
}

function endpointOf(service: string, region: string): string {
  const suffix = RegionInfo.get(region).domainSuffix ?? 'amazonaws.com';
  return process.env.AWS_ENDPOINT_URL ?? `https://${service}.${region}.${suffix}/`;
}
