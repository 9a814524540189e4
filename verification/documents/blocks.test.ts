import { Ajv } from 'ajv';
import { parsePolicy } from 'local-aws/iam';
import { parseConfiguration } from '../../core/configuration/configuration.ts';
import { parseGrantCases } from '../../core/configuration/grant-case-parser.ts';
import { checkGrantCases } from '../../core/configuration/grant-cases.ts';
import { parseGrants } from '../../core/grants/grant.ts';
import auditEventSchema from '../../schemas/audit-event.schema.json' with { type: 'json' };
import { kindOf } from './block-kind.ts';
import { writtenDocuments } from './documents.ts';
import { type Block, blocksOf } from './markdown.ts';

const blocks = writtenDocuments().flatMap(({ file, text }) => blocksOf(file, text));
const placeOf = ({ file, line }: Block) => `${file}:${line}`;
const named = (found: readonly Block[]) => found.map((block) => [placeOf(block), block] as const);

test('every block of every document is tested, or says why it is not', () => {
  expect(blocks.length).toBeGreaterThan(30);
  for (const block of blocks) {
    expect(() => kindOf(block)).not.toThrow();
  }
});

const commands = blocks.filter((block) => block.tag === 'sh');

test.each(named(commands))(
  'the commands of %s can be pasted into an interactive zsh',
  (_, { text }) => {
    // An interactive zsh runs `#` as a command, and replaces `!` by an earlier command.
    expect(text).not.toMatch(/(?:^|\s)#/m);
    expect(text).not.toMatch(/![\w!]/);
  },
);

const json = blocks.filter((block) => kindOf(block).kind === 'json');

test.each(named(json))('the parsers of our files accept %s', (_, block) => {
  expect(() => read(block)).not.toThrow();
});

/** Cases are checked with the grants that the same document shows before them. */
function read({ file, line, text }: Block): void {
  const value: object = JSON.parse(text);
  if ('grants' in value && Array.isArray(value.grants)) {
    parseGrants(value);
  } else if ('cases' in value) {
    const grants = json.filter(
      (block) => block.file === file && block.line < line && block.text.includes('"grants": ['),
    );
    checkGrantCases(parseGrantCases(value), parseGrants(JSON.parse(grants.at(-1)?.text ?? '')));
  } else if ('Statement' in value) {
    parsePolicy(value, text.includes('"Principal"') ? 'trust' : 'identity');
  } else if ('event' in value) {
    const validate = new Ajv({ strictTypes: false }).compile(auditEventSchema);
    expect([validate(value), validate.errors]).toEqual([true, null]);
  } else {
    parseConfiguration(value);
  }
}
