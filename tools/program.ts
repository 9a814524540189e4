/** Runs a program's main function. If it throws an error, prints only the message and exits with code 1. */
export async function runProgram(
  main: (args: readonly string[]) => Promise<void> | void,
): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
