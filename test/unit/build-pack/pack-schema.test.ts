import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { packSchema } from '../../../src/build-pack/pack-schema.ts';
import { renderJson } from '../../../src/build-pack/render-json.ts';
import { clinicScript, madeAt, playScript, workshop } from './sample-workshop.ts';

const file = new URL('../../../docs/build-pack.schema.json', import.meta.url);

describe('the published schema of a build pack', () => {
  it('is what the code checks by; npx vitest run --project unit -u writes it anew', async () => {
    const schema = z.toJSONSchema(packSchema, { io: 'output' });
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../docs/build-pack.schema.json');
  });

  it('takes what a workshop hands out, and nothing else', () => {
    const published = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')) as z.core.JSONSchema.JSONSchema);
    const pack = assemblePack({ workshop, ...playScript(clinicScript), members: [], votes: [], voices: [], now: madeAt });
    const json = JSON.parse(renderJson(pack)) as Record<string, unknown>;
    expect(published.safeParse(json).error).toBeUndefined();
    for (const wrong of [
      { ...json, schema: 2 },
      { ...json, more: true },
      { ...json, steps: undefined },
      { ...json, nextSteps: [{ title: 'x' }] },
    ])
      expect(published.safeParse(JSON.parse(JSON.stringify(wrong))).success).toBe(false);
  });
});
