import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Snapshot } from '../../src/practice/protocol.ts';

const limitMs = 60_000;

/** Milliseconds from typing `npm run dev` to the bot's first answer to a command, with this data directory. */
export async function timeStart(root: string, port: number, env: Record<string, string>): Promise<number> {
  const beganMs = performance.now();
  const child = spawn(process.execPath, ['scripts/dev.mjs'], {
    cwd: root,
    env: { ...process.env, ...env, PRACTICE_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const page = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /^Practice workspace: (\S+)/.exec(line)?.[1];
        if (address) resolve(address);
      });
      child.once('exit', () => reject(new Error('npm run dev ended by itself')));
    });
    const cookie = (await fetch(page)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const control = new URL('/control/', page);
    const look = async () => (await (await fetch(new URL('snapshot', control), { headers: { cookie } })).json()) as Snapshot;
    const { me, channels, ephemerals } = await look();
    const body = JSON.stringify({ as: me, channel: channels[0]?.id, command: '/workshop', text: 'help' });
    const answer = await fetch(new URL('runCommand', control), { method: 'POST', headers: { cookie }, body });
    if (!((await answer.json()) as { ok: boolean }).ok) throw new Error('The command was refused');
    while ((await look()).ephemerals.length === ephemerals.length) {
      if (performance.now() - beganMs > limitMs) throw new Error('The command got no answer');
      await wait(20);
    }
    return performance.now() - beganMs;
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}
