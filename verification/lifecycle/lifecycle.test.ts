import { withAssemblies } from './assemblies.ts';
import { ENDINGS, runLifecycle } from './cycle.ts';

test('a deleted stack leaves nothing behind, whatever was running during the deletion', async () => {
  const lifecycles = await withAssemblies((assemblies) =>
    Promise.all(ENDINGS.map((ending) => runLifecycle(assemblies, ending))),
  );
  for (const { mostKeys, left } of lifecycles) {
    expect(left).toEqual({ resources: 0, users: 0, accessKeys: 0, secrets: 0, sessions: 0 });
    expect(mostKeys).toBe(2);
  }
});
