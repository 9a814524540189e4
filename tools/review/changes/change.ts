import type { Markdown } from '../markdown.ts';

/**
 * `wider`: somebody gets more, or a safeguard gets weaker. `narrower`: the opposite. `other`: the tool cannot tell.
 * `derived`: the ceiling follows from the grants. `setting`: how the broker is
 * operated, no weaker than before. `none`: no effect on access.
 */
export type Effect = 'wider' | 'narrower' | 'other' | 'derived' | 'setting' | 'none';

/** One sentence or more about a change. */
export interface Change {
  readonly effect: Effect;
  readonly text: Markdown;
}

export function wider(text: Markdown): Change {
  return { effect: 'wider', text };
}

export function narrower(text: Markdown): Change {
  return { effect: 'narrower', text };
}

export function other(text: Markdown): Change {
  return { effect: 'other', text };
}

export function setting(text: Markdown): Change {
  return { effect: 'setting', text };
}

export function none(text: Markdown): Change {
  return { effect: 'none', text };
}
