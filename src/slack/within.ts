/** What a look-up on the way to an acknowledgement may take. */
const lookUpMs = 1_500;

/** The answer, or undefined when it does not come in time. Somebody is waiting, and Slack waits three seconds only. */
export async function within<T>(answer: Promise<T>, timeoutMs: number = lookUpMs): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
