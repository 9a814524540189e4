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

/** The values of all metrics, one by one, as they were put. */
export class Metrics {
  readonly #data = new Map<string, Datum[]>();

  put(metric: MetricId, datum: Datum): void {
    const key = keyOf(metric);
    const data = this.#data.get(key) ?? [];
    data.push(datum);
    this.#data.set(key, data);
  }

  /** A metric that nobody has put a value to has none. */
  data(metric: MetricId): readonly Datum[] {
    return this.#data.get(keyOf(metric)) ?? [];
  }
}

/** Each set of dimensions is a metric of its own, whatever order they are named in. */
function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
