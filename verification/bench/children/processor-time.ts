/** @returns milliseconds of processor time per call, for all threads of this process */
export async function processorTime(call: () => Promise<unknown>, calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < calls; done += 1) {
    await call();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}
