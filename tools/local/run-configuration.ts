import { readDeployment } from '../../lib/deployment.ts';
import { requireFreePorts } from './free-ports.ts';
import { keptAssembly } from './kept-assembly.ts';
import type { RunningBroker, RunOptions } from './run-broker.ts';

/**
 * Synthesizes the stack of this repository and runs its broker. Loads the local AWS during the synthesis.
 *
 * @throws InvalidInput for a faulty configuration; Error when a port is taken, or synthesis, deployment or the first rotation
 *   fails
 */
export async function runConfiguration(
  configurationPath: string,
  options: RunOptions,
): Promise<RunningBroker> {
  const { configuration } = readDeployment(configurationPath);
  // Check the ports first, because the synthesis takes seconds.
  await requireFreePorts(options.port, configuration.authentication.length);
  options.onStep?.('Synthesizing the stack, unless it is unchanged');
  const [assembly, { readBroker }, { runBroker }] = await Promise.all([
    keptAssembly(configurationPath),
    import('../assembly/synthesized-broker.ts'),
    import('./run-broker.ts'),
  ]);
  return runBroker(readBroker(assembly), options);
}
