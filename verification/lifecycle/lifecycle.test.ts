import { withAssemblies } from './assemblies.ts';
import { ENDINGS, live } from './cycle.ts';

jest.setTimeout(120_000);

test('a stack that was deployed, rotated, updated and deleted leaves nothing, however it ends', async () => {
  const lives = await withAssemblies((assemblies) =>
    Promise.all(ENDINGS.map((ending) => live(assemblies, ending))),
  );
  for (const { mostKeys, left } of lives) {
    expect(left).toEqual({ resources: 0, users: 0, accessKeys: 0, secrets: 0, sessions: 0 });
    expect(mostKeys).toBe(2);
  }
});
