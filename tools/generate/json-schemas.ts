import { configurationParser } from '../../core/configuration/configuration.ts';
import { casesFileParser } from '../../core/configuration/grant-case-parser.ts';
import { revocationsFileParser } from '../../core/configuration/revocation.ts';
import { logEventParser } from '../../core/events/log-event.ts';
import { grantsFileParser } from '../../core/grants/grant.ts';
import { withKeywords } from '../../core/json-schema.ts';
import type { Parser } from '../../core/parser.ts';
import { schemaDocument } from './schema-document.ts';

/** The JSON Schemas of the files that people write, and of events, by path. Editors read draft-07. */
export function jsonSchemas(): ReadonlyMap<string, unknown> {
  return new Map([
    [
      'schemas/federation-broker.schema.json',
      jsonSchema(configurationParser, {
        title: 'Configuration of a Federation Broker',
        description: 'One deployment of the stack.',
      }),
    ],
    [
      'schemas/grants.schema.json',
      jsonSchema(grantsFileParser, {
        title: 'Grants of a Federation Broker',
        description: 'Who gets temporary Amazon S3 credentials, for what and for how long.',
      }),
    ],
    [
      'schemas/grants.cases.schema.json',
      jsonSchema(casesFileParser, {
        title: 'Test cases for the grants of a Federation Broker',
        description:
          'What the grants must answer. Each synthesis checks it. grants.cases.json is the file for grants.json.',
      }),
    ],
    [
      'schemas/audit-event.schema.json',
      jsonSchema(logEventParser, {
        title: 'Event of a Federation Broker',
        description: "One line of JSON in the log of one of the broker's functions.",
      }),
    ],
    [
      'schemas/revocations.schema.json',
      jsonSchema(revocationsFileParser, {
        title: 'Revocations of a Federation Broker',
        description: 'Sessions that end before they expire.',
      }),
    ],
  ]);
}

function jsonSchema(
  parser: Parser<unknown>,
  about: { readonly title: string; readonly description: string },
): unknown {
  const document = schemaDocument((name) => `#/definitions/${name}`);
  const root = document.resolve(withKeywords(parser.schema(), about));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...Object(root),
    definitions: document.definitions,
  };
}
