/** An ordinary character of a pattern, or a wildcard: `*` matches any characters, `?` exactly one. */
export type PatternToken = { readonly character: string } | { readonly wildcard: '*' | '?' };

/** A pattern without wildcards. */
export function literalTokens(text: string): PatternToken[] {
  return [...text].map((character) => ({ character }));
}

/** A pattern in which `*` and `?` are wildcards. */
export function wildcardTokens(text: string): PatternToken[] {
  return [...text].map((character) =>
    character === '*' || character === '?' ? { wildcard: character } : { character },
  );
}

/**
 * Compares a whole string with a pattern. Wildcard characters in the string are ordinary characters. Only the latest
 * `*` is tried again, so the time stays below pattern × string.
 */
export function matchesTokens(pattern: readonly PatternToken[], text: string): boolean {
  const characters = [...text];
  let patternAt = 0;
  let textAt = 0;
  let afterStar = -1;
  let starTextAt = 0;
  while (textAt < characters.length) {
    const token = pattern[patternAt];
    if (token !== undefined && isStar(token)) {
      patternAt += 1;
      afterStar = patternAt;
      starTextAt = textAt;
    } else if (token !== undefined && matchesOne(token, characters[textAt])) {
      patternAt += 1;
      textAt += 1;
    } else if (afterStar >= 0) {
      starTextAt += 1;
      textAt = starTextAt;
      patternAt = afterStar;
    } else {
      return false;
    }
  }
  return pattern.slice(patternAt).every(isStar);
}

function isStar(token: PatternToken): boolean {
  return 'wildcard' in token && token.wildcard === '*';
}

function matchesOne(token: PatternToken, character: string | undefined): boolean {
  return 'wildcard' in token ? token.wildcard === '?' : token.character === character;
}
