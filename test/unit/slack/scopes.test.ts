import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { helpfulScopes, neededScopes, privateScopes } from '../../../src/slack/scopes.ts';

it('the doctor knows what each permission of the manifest is for, and no other', () => {
  const { oauth_config: oauth } = parse(readFileSync('manifest.yml', 'utf8')) as {
    oauth_config: { scopes: { bot: string[]; bot_optional: string[] } };
  };
  expect(Object.keys(neededScopes).sort()).toEqual([...oauth.scopes.bot].sort());
  expect(Object.keys({ ...privateScopes, ...helpfulScopes }).sort()).toEqual([...oauth.scopes.bot_optional].sort());
});
