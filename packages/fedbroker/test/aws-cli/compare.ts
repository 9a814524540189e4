import { showHelp } from '../../build/show-help.ts';
import { SITUATIONS } from './situations.ts';
import { outcomeOf, startStandIn } from './stand-in.ts';

const USAGE = `Runs the AWS CLI in each situation, and prints where it does something else than the table says.

Usage: npm run compare -- [PROGRAM]

  PROGRAM   the AWS CLI to run (default aws)
`;

/** The older versions 2 of the AWS CLI cannot reach the stand-in to assume a role, because they lack AWS_ENDPOINT_URL_STS. */
const NOT_COMPARABLE = 'Could not connect to the endpoint URL';

const [program = 'aws'] = showHelp(USAGE);
const standIn = await startStandIn();
const counts = { same: 0, different: 0, 'not comparable': 0 };
for (const situation of SITUATIONS) {
  const args = ['sts', 'get-caller-identity', '--endpoint-url', standIn.url];
  const outcome = await outcomeOf(situation, standIn, program, args);
  const { awsCli, awsCliVersion1 = awsCli } = situation;
  if (outcome.includes(awsCli) || outcome.includes(awsCliVersion1)) {
    counts.same += 1;
  } else if (outcome.includes(NOT_COMPARABLE)) {
    counts['not comparable'] += 1;
  } else {
    counts.different += 1;
    process.stdout.write(`${situation.title}\n  table: ${awsCli}\n  AWS CLI: ${outcome}\n`);
  }
}
await standIn.close();
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exitCode = counts.different === 0 ? 0 : 1;
