import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** The parts of what `fedbroker config` prints that a person runs. */
export interface PrintedConfig {
  /** The shell commands to run before the client, such as exports of variables. */
  readonly shell: string;
  /** The commands, or the program, that the output suggests for a first try. */
  readonly trial: string;
}

/** Follows the output as a person would: adds the settings to the named files in the home folder, and returns the rest. */
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
