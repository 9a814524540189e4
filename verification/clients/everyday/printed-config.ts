import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** What `fedbroker config` prints, taken apart as a person does who follows it. */
export interface PrintedConfig {
  /** Lines for the shell, before the client runs. */
  readonly shell: string;
  /** The commands or the program to try. */
  readonly trial: string;
}

/** Writes the lines for files to the home folder. */
export function followConfig(printed: string, home: string): PrintedConfig {
  let shell = '';
  let trial = '';
  for (const section of printed.split(/^# (?=Add to |Run in |Try it|Write in )/m).slice(1)) {
    const [place = '', ...lines] = section.split('\n');
    const text = `${lines.join('\n').trimEnd()}\n`;
    const [, name] = /^Add to ~\/(.+)$/.exec(place) ?? [];
    if (name !== undefined) {
      const file = path.join(home, name);
      mkdirSync(path.dirname(file), { recursive: true });
      appendFileSync(file, text);
    } else if (place.startsWith('Run in the shell')) {
      shell += text;
    } else {
      trial += text;
    }
  }
  return { shell, trial };
}
