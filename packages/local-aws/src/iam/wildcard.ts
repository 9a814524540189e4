/** An ordinary character of a pattern, or a wildcard: `*` matches any characters, `?` exactly one. */
export type PatternToken =
  | { readonly character: string }
  | {
      readonly wildcard: '*' | '?';
      /** The wildcard does not match a colon. */
      readonly withinSegment?: boolean;
    };

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
 * Compares a whole string with a pattern. Wildcard characters in the string are ordinary characters. Each star matches as
 * little as possible first. Then only the latest star is tried again, or, if that one cannot cross a colon, the latest star
 * before it that can. So the time stays below pattern × string for each colon.
 */
export function matchesTokens(pattern: readonly PatternToken[], text: string): boolean {
  const characters = [...text];
  let patternAt = 0;
  let textAt = 0;
  // Where to continue after a star: its next token, and the first character that it has not matched.
  let [afterStar, starTextAt] = [-1, 0];
  let [afterSegmentStar, segmentStarTextAt] = [-1, 0];
  while (textAt < characters.length) {
    const token = pattern[patternAt];
    if (token !== undefined && isStar(token)) {
      patternAt += 1;
      if (staysInSegment(token)) {
        afterSegmentStar = patternAt;
        segmentStarTextAt = textAt;
      } else {
        afterStar = patternAt;
        starTextAt = textAt;
        afterSegmentStar = -1;
      }
    } else if (token !== undefined && matchesOne(token, characters[textAt])) {
      patternAt += 1;
      textAt += 1;
    } else if (afterSegmentStar >= 0 && characters[segmentStarTextAt] !== ':') {
      segmentStarTextAt += 1;
      textAt = segmentStarTextAt;
      patternAt = afterSegmentStar;
    } else if (afterStar >= 0) {
      starTextAt += 1;
      textAt = starTextAt;
      patternAt = afterStar;
      afterSegmentStar = -1;
    } else {
      return false;
    }
  }
  return pattern.slice(patternAt).every(isStar);
}

export function isStar(token: PatternToken): boolean {
  return 'wildcard' in token && token.wildcard === '*';
}

function staysInSegment(token: PatternToken): boolean {
  return 'wildcard' in token && token.withinSegment === true;
}

function matchesOne(token: PatternToken, character: string | undefined): boolean {
  return 'wildcard' in token
    ? token.wildcard === '?' && !(staysInSegment(token) && character === ':')
    : token.character === character;
}
