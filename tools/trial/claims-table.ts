import { CLAIMS } from './claims.ts';

/** A page in Markdown that lists the claims that a trial tries. */
export function claimsPage(): string {
  const rows = CLAIMS.map(({ id, claim, page, command, readsOnly }) => {
    const source = page === undefined ? 'not documented' : `[page](${page})`;
    const stack = readsOnly === true ? 'yes' : '';
    return `| \`${id}\` | ${claim} | ${source} | \`${command.replaceAll('|', '\\|')}\` | ${stack} |`;
  });
  return [
    '# What a trial tries',
    '',
    '`npm run generate` writes this page from `tools/trial/claims.ts`. [operations.md](operations.md#confirm-on-real-aws) says how to',
    'run a trial. The local AWS behaves as AWS documents. Only AWS can confirm these claims.',
    '',
    '"AWS says" is the page of AWS that the claim relies on. Where AWS documents nothing, or not enough, the claim is our reading.',
    '`--stack` marks what is also tried on a broker that is deployed already.',
    '',
    '| claim | what it says | AWS says | by hand | `--stack` |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
