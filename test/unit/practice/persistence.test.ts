import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { connectRawSocket } from '../../fixtures/raw-bot.ts';

const writer = fileURLToPath(new URL('../../fixtures/practice-writer.ts', import.meta.url));
let dataDir: string;
let practice: Practice;

const start = () => startPractice({ manifestPath: 'test/fixtures/practice-manifest.yml', dataDir });

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'practice-'));
  practice = await start();
});

afterEach(async () => {
  await practice.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a restart keeps messages, reactions, channels, files, canvases, home tabs, undelivered events and the tokens', async () => {
  const { control } = practice;
  const client = new WebClient(practice.botToken, { slackApiUrl: practice.apiUrl });
  const channel = control.channel('clinic-checkin').id;
  const maya = control.person('maya').id;
  const posted = await control.postMessage({ as: maya, channel, text: 'remember me' });
  const ts = posted.ok ? posted.ts : '';
  await client.chat.postMessage({ channel, thread_ts: ts, text: 'I do', metadata: { event_type: 'key', event_payload: { id: '1' } } });
  await client.reactions.add({ channel, timestamp: ts, name: 'pushpin' });
  await control.createChannel({ as: maya, name: 'secret', isPrivate: true });
  const uploaded = await control.uploadFile({ as: maya, channel, name: 'a.txt', text: 'inside' });
  const canvas = await client.canvases.create({
    channel_id: channel,
    title: 'Pack',
    document_content: { type: 'markdown', markdown: '# Pack\n\ntext' },
  });
  await client.views.publish({ user_id: maya, view: { type: 'home', blocks: [{ type: 'divider', block_id: 'd' }] } });
  const before = { ...control.snapshot(maya), revision: 0 };
  const { botToken, appToken, signingSecret } = practice;
  const pending = control.pendingEvents();

  await practice.close();
  practice = await start();

  expect({ ...practice.control.snapshot(maya), revision: 0 }).toEqual(before);
  expect({ botToken: practice.botToken, appToken: practice.appToken, signingSecret: practice.signingSecret }).toEqual({
    botToken,
    appToken,
    signingSecret,
  });
  expect(practice.control.fileText(uploaded.ok ? uploaded.fileId : '')).toBe('inside');
  expect(practice.control.canvases()[0]?.id).toBe(canvas.canvas_id);
  expect(practice.control.pendingEvents()).toBe(pending);
  const bot = await connectRawSocket(practice, () => undefined);
  await practice.control.whenDelivered();
  expect(bot.received[0]?.payload.event?.text).toBe('remember me');
  const next = await practice.control.postMessage({ as: maya, channel, text: 'after' });
  expect(next.ok && next.ts > ts).toBe(true);
});

test('a line torn by a kill is left out and the rest is kept', async () => {
  const { control } = practice;
  const channel = control.channel('general').id;
  await control.postMessage({ as: control.person('sam').id, channel, text: 'whole' });
  await practice.close();
  appendFileSync(join(dataDir, 'practice.jsonl'), '["message","C:1",{"ts":"17');
  practice = await start();
  expect(practice.control.messages(channel).map((message) => message.text)).toEqual(['whole']);
});

test('a second workspace on the same folder is refused, and the first one goes on', async () => {
  await expect(start()).rejects.toThrow(/Another practice workspace .* is using/);
  const { control } = practice;
  const channel = control.channel('general').id;
  await control.postMessage({ as: control.person('sam').id, channel, text: 'still here' });
  await practice.close();
  practice = await start();
  expect(practice.control.messages(channel)).toHaveLength(1);
});

test('reset brings back the first day', async () => {
  const { control } = practice;
  const channel = control.channel('general').id;
  await control.postMessage({ as: control.person('sam').id, channel, text: 'gone soon' });
  await control.reset({});
  expect(control.messages(channel)).toEqual([]);
  await practice.close();
  practice = await start();
  expect(practice.control.messages(channel)).toEqual([]);
  expect(practice.control.pendingEvents()).toBe(0);
});

test('kill -9 in the middle of writing loses nothing that was promised', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'practice-'));
  const child = spawn(process.execPath, ['--import', 'tsx', writer, elsewhere], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split('\n').length > 200) child.kill('SIGKILL');
    });
    child.on('close', () => resolve());
  });
  const promised = output.split('\n').slice(0, -1);
  const survivor = await startPractice({ manifestPath: 'test/fixtures/practice-manifest.yml', dataDir: elsewhere });
  const kept = new Set(survivor.control.messages(survivor.control.channel('clinic-checkin').id).map((message) => message.ts));
  expect(promised.length).toBeGreaterThan(150);
  expect(promised.filter((ts) => !kept.has(ts))).toEqual([]);
  await survivor.close();
  rmSync(elsewhere, { recursive: true, force: true });
});
