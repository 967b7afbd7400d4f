/**
 * Turns a burst of requests into few reads: one in flight, at most one waiting.
 * A request made during a read is always followed by a read that began after it.
 */
export function coalesceReads(read: () => Promise<void>): () => void {
  let isReading = false;
  let isWanted = false;
  const run = async () => {
    isReading = true;
    while (isWanted) {
      isWanted = false;
      await read();
    }
    isReading = false;
  };
  return () => {
    isWanted = true;
    if (!isReading) void run();
  };
}
