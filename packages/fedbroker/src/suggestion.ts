/** In edits. Words that are further apart are not similar. */
const DISTANCE_MAX = 2;

/** Returns ` (did you mean …?)`, or an empty text if no known word is similar. */
export function suggestion(word: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: distance(word, candidate) }))
    .filter((near) => near.distance <= DISTANCE_MAX && near.distance < near.candidate.length)
    .sort((one, other) => one.distance - other.distance);
  return nearest === undefined ? '' : ` (did you mean ${nearest.candidate}?)`;
}

/** Levenshtein distance: https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, character] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      const substituted = (row[column - 1] ?? 0) + (to[column - 1] === character ? 0 : 1);
      next.push(Math.min(substituted, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
