/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Datum {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly value: number;
}

/** All values that were put, for all metrics. */
export class Metrics {
  readonly #data = new Map<string, Datum[]>();

  put(metric: MetricId, datum: Datum): void {
    const key = keyOf(metric);
    const data = this.#data.get(key) ?? [];
    data.push(datum);
    this.#data.set(key, data);
  }

  /** Returns an empty list for an unknown metric. */
  data(metric: MetricId): readonly Datum[] {
    return this.#data.get(keyOf(metric)) ?? [];
  }
}

/** Each set of dimensions is its own metric. The order of the dimensions does not matter. */
function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
