import { AwsError } from '../../aws-error.ts';
import { invalidRequest } from '../s3-error.ts';
import type { XmlElement } from '../xml.ts';
import { isRecord, malformedXml, parseXml } from '../xml-body.ts';
import type { CorsConfiguration, CorsRule } from './cors-rule.ts';

const MAX_RULES = 100;
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
const MAX_BYTES = 65_536;
const METHODS = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE'];

/** The elements that can be repeated, and the fields of the rule that have their texts. */
const LISTS = {
  AllowedOrigin: 'AllowedOrigins',
  AllowedMethod: 'AllowedMethods',
  AllowedHeader: 'AllowedHeaders',
  ExposeHeader: 'ExposeHeaders',
} as const;

const RULE_ELEMENTS: ReadonlySet<string> = new Set([...Object.keys(LISTS), 'ID', 'MaxAgeSeconds']);

/** @throws AwsError MalformedXML, InvalidRequest, MaxMessageLengthExceeded */
export function readCorsConfiguration(text: string): CorsConfiguration {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new AwsError('MaxMessageLengthExceeded', 'Your request was too large.');
  }
  const lists = ['CORSRule', ...Object.keys(LISTS)];
  const { CORSRule: rules, ...others } = parseXml(text, 'CORSConfiguration', lists);
  if (!Array.isArray(rules) || Object.keys(others).length > 0) {
    throw malformedXml();
  }
  const configuration = { CORSRules: rules.map(readRule) };
  assertCorsConfiguration(configuration);
  return configuration;
}

/**
 * Checks what S3 checks. Messages: https://github.com/scality/cloudserver, whose tests also run against AWS.
 *
 * @throws AwsError InvalidRequest, MalformedXML
 */
export function assertCorsConfiguration({ CORSRules: rules }: CorsConfiguration): void {
  if (rules.length > MAX_RULES) {
    throw invalidRequest(`The number of CORS rules should not exceed allowed limit of 100 rules.`);
  }
  if (rules.length === 0) {
    throw malformedXml();
  }
  for (const rule of rules) {
    assertRule(rule);
  }
}

export function corsElements({ CORSRules: rules }: CorsConfiguration): XmlElement[] {
  return rules.map((rule) => [
    'CORSRule',
    [
      ...(rule.ID === undefined ? [] : [['ID', rule.ID] as const]),
      ...Object.entries(LISTS).flatMap(([element, field]) =>
        (rule[field] ?? []).map((text) => [element, text] as const),
      ),
      ...(rule.MaxAgeSeconds === undefined
        ? []
        : [['MaxAgeSeconds', String(rule.MaxAgeSeconds)] as const]),
    ],
  ]);
}

function readRule(rule: unknown): CorsRule {
  if (!isRecord(rule)) {
    throw malformedXml();
  }
  const { '#text': whitespace = '', ...elements } = rule;
  if (
    String(whitespace).trim() !== '' ||
    Object.keys(elements).some((name) => !RULE_ELEMENTS.has(name))
  ) {
    throw malformedXml();
  }
  const seconds = textOf(elements.MaxAgeSeconds);
  if (seconds !== undefined && !/^\d{1,9}$/.test(seconds)) {
    throw malformedXml();
  }
  return {
    ID: textOf(elements.ID),
    AllowedOrigins: textsOf(elements.AllowedOrigin) ?? [],
    AllowedMethods: textsOf(elements.AllowedMethod) ?? [],
    AllowedHeaders: textsOf(elements.AllowedHeader),
    ExposeHeaders: textsOf(elements.ExposeHeader),
    MaxAgeSeconds: seconds === undefined ? undefined : Number(seconds),
  };
}

function assertRule(rule: CorsRule): void {
  const { AllowedOrigins: origins, AllowedMethods: methods } = rule;
  const { AllowedHeaders: headers = [], ExposeHeaders: exposed = [] } = rule;
  if (origins.length === 0 || methods.length === 0) {
    throw malformedXml();
  }
  const unsupported = methods.find((method) => !METHODS.includes(method));
  if (unsupported !== undefined) {
    throw invalidRequest(
      `Found unsupported HTTP method in CORS config. Unsupported method is ${unsupported}`,
    );
  }
  assertOneWildcard('AllowedOrigin', origins);
  assertOneWildcard('AllowedHeader', headers);
  const wrong = exposed.find((name) => !/^[\w-]+$/.test(name));
  if (wrong !== undefined) {
    throw invalidRequest(
      `ExposeHeader "${wrong}" contains a wildcard or an invalid character. Wildcards are currently not supported for ExposeHeader.`,
    );
  }
}

function assertOneWildcard(element: string, texts: readonly string[]): void {
  const wrong = texts.find((text) => text.split('*').length > 2);
  if (wrong !== undefined) {
    throw invalidRequest(`${element} "${wrong}" can not have more than one wildcard.`);
  }
}

/** @throws AwsError MalformedXML for an element that is repeated, or that has children */
function textOf(value: unknown): string | undefined {
  if (value !== undefined && typeof value !== 'string') {
    throw malformedXml();
  }
  return value;
}

function textsOf(value: unknown): readonly string[] | undefined {
  const texts = Array.isArray(value) ? value : undefined;
  if (texts?.some((text) => typeof text !== 'string' || text === '')) {
    throw malformedXml();
  }
  return texts;
}
