import type { Figure } from './figure.ts';

/** Measured values by their names. The names contain the unit. */
export type Values = Readonly<Record<string, number>>;

/** What one round has measured, by program. */
export type Round = Readonly<Record<string, Values>>;

/** What all subjects share. */
export interface Bed {
  /** A temporary folder. Each subject makes a folder of its own in it. */
  readonly folder: string;
  /** Path of the `node` executable that runs the measured programs. */
  readonly node: string;
  /** URL of the AWS endpoint that answers at once. */
  readonly endpoint: string;
}

/** Programs that the bench compares with each other, and the figures of this comparison. */
export interface Subject {
  /** Selects the subject on the command line. */
  readonly name: string;
  /** For the help of the command. */
  readonly summary: string;
  /** @returns a sentence that says why this machine cannot measure the subject, or the prepared subject */
  prepare(bed: Bed): Promise<Prepared | string>;
}

export interface Prepared {
  /** The number of rounds in each part of a bench. */
  readonly rounds: number;
  /** Measures once. */
  measure(): Promise<void>;
  /** What has been measured so far. */
  measured(): readonly Round[];
  /** The figures of what has been measured so far. */
  figures(): readonly Figure[];
  close(): Promise<void>;
}

/** @param round runs the compared programs once, one right after the other */
export function prepared<R extends Round>({
  rounds,
  round,
  figures,
  close = () => Promise.resolve(),
}: {
  readonly rounds: number;
  readonly round: () => Promise<R>;
  readonly figures: (measured: readonly R[]) => readonly Figure[];
  readonly close?: () => Promise<void>;
}): Prepared {
  const measured: R[] = [];
  return {
    rounds,
    measure: async () => {
      measured.push(await round());
    },
    measured: () => measured,
    figures: () => figures(measured),
    close,
  };
}
