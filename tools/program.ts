/** Runs a program's main function. An error ends it with exit code 1, and only its message is printed. */
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
