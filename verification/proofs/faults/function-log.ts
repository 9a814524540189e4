/** Captures what `act` writes to standard output and standard error. */
export async function captureOutput<T>(
  act: () => Promise<T>,
): Promise<{ readonly result: T; readonly output: string }> {
  let output = '';
  const streams = [process.stdout, process.stderr] as const;
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      output += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      return true;
    };
  }
  try {
    const result = await act();
    return { result, output };
  } finally {
    for (const [index, stream] of streams.entries()) {
      stream.write = writes[index] as typeof stream.write;
    }
  }
}
