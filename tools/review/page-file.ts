import { existsSync, readFileSync } from 'node:fs';

/** @throws Error if the file is missing or holds anything but this page: nobody has reviewed what would be deployed */
export function requireFreshPage(file: string, page: string): void {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
    throw new Error(`${file} is stale: run npm run review`);
  }
}
