import { readFileSync, writeFileSync } from 'node:fs';
import { deployerPolicy } from './deployer-policy/policy.ts';
import { sampleRehearsal, shippedRehearsal } from './deployer-policy/rehearsals.ts';
import { rehearse } from './deployer-policy/rehearse.ts';
import { programArguments } from './program.ts';

const USAGE = `Writes docs/deployer-policy.json, the IAM policy for the role with which CloudFormation deploys the stack. Rehearses
first deployments, updates and deletions on the local AWS, and allows what they needed.

Usage: npm run deployer-policy

  --help   show this help
`;

const FILE = 'docs/deployer-policy.json';
const EVERYTHING = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

programArguments(USAGE);
const rehearsed = [
  ...(await rehearse(shippedRehearsal(), EVERYTHING)),
  ...(await rehearse(sampleRehearsal(), EVERYTHING)),
];
const needed = rehearsed.flatMap((operation) => operation.needed);
const text = `${JSON.stringify(deployerPolicy(needed), null, 2)}\n`;
if (text === readFileSync(FILE, { encoding: 'utf8', flag: 'a+' })) {
  console.log(`${FILE} is up to date.`);
} else {
  writeFileSync(FILE, text);
  console.log(`Wrote ${FILE}.`);
}
