import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

export interface RunningProcess {
  readonly pid: number;
  /** Megabytes of memory that are in use now, and the most that ever were. */
  memory(): { nowMb: number; peakMb: number };
  /** Seconds of processor that it has used. */
  cpuSeconds(): number;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const startMs = 30_000;
const stopMs = 40_000;
const ticksPerSecond = 100;

/** A program of ours that says on its output when it is ready. What it complains of goes to standard error. */
export async function runProcess(args: readonly string[], env: Record<string, string>, ready: RegExp): Promise<RunningProcess> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = child.pid ?? 0;
  tellErrors(child);
  await untilReady(child, ready);
  const end = async (signal: NodeJS.Signals) => {
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const isLate = await Promise.race([exited.then(() => false), wait(stopMs, true, { ref: false })]);
    if (isLate) child.kill('SIGKILL');
    await exited;
  };
  return {
    pid,
    memory() {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const megabytes = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1_024);
      return { nowMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') };
    },
    cpuSeconds() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** What it logs as an error is not kept back. */
function tellErrors(child: ChildProcess): void {
  if (!child.stdout) return;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/"level":(50|60)/.test(line)) process.stderr.write(`${line}\n`);
  });
}

async function untilReady(child: ChildProcess, ready: RegExp): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready after ${startMs} ms; it said:\n${output}`)), startMs);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}; it said:\n${output}`)));
    child.stdout?.on('data', (data: Buffer) => {
      if (output.length < 10_000) output += data.toString();
      if (!ready.test(output)) return;
      clearTimeout(late);
      resolve();
    });
  });
  child.removeAllListeners('exit');
}

/** What `npm start` gives to Node, and the settings that it sets. */
export function readStart(): { args: string[]; env: Record<string, string> } {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { scripts: { start: string } };
  const [settings = '', args = ''] = scripts.start.split(' exec node ');
  return { args: args.split(' '), env: Object.fromEntries(settings.split(' ').map((one) => one.split('=') as [string, string])) };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address ? address.port : 0;
}
