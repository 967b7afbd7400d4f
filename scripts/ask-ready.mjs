// The image's health check: exit 0 when the process on OPS_PORT says that it can take work.
const port = process.env.OPS_PORT ?? '9464';
const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) }).catch((error) => ({
  ok: false,
  status: error.message,
}));
if (!answer.ok) console.error(`not ready: ${answer.status}`);
process.exitCode = answer.ok ? 0 : 1;
