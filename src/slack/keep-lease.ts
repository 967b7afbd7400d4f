import { RowLost } from './sent.ts';

/** What was claimed is ours for a while, and longer while we say so. */
export interface Lease {
  /** Whether it is still ours: asks the database. While that is away, it is ours for as long as it last said. */
  isOurs(): Promise<boolean>;
  /**
   * To be called before what must not be done twice. Rejects with RowLost when somebody else may have it: a process that stood still for
   * longer than its lease finds that out here.
   */
  hold(): Promise<void>;
  /** When `hold` was called last. */
  readonly heldAt: Date | undefined;
  release(): void;
}

export interface LeaseOptions {
  leaseMs: number;
  now: () => Date;
  extend(until: Date): Promise<'ours' | 'stop' | 'lost'>;
  onLost?(): void;
  /** Somebody wants it stopped. */
  onStop?(): void;
}

/** Renews it three times as often as would do. What takes less than a third of a lease asks nothing. */
export function keepLease({ leaseMs, now, extend, onLost, onStop }: LeaseOptions): Lease {
  let keptUntilMs = now().getTime() + leaseMs;
  let heldAt: Date | undefined;
  const isOurs = async () => {
    const until = new Date(now().getTime() + leaseMs);
    const answer = await extend(until).catch(() => undefined);
    if (answer === 'stop') onStop?.();
    if (answer === 'ours' || answer === 'stop') keptUntilMs = until.getTime();
    if (answer === undefined ? keptUntilMs > now().getTime() : answer !== 'lost') return true;
    onLost?.();
    return false;
  };
  const timer = setInterval(() => void isOurs(), leaseMs / 3);
  return {
    isOurs,
    async hold() {
      heldAt = now();
      if (keptUntilMs - heldAt.getTime() < leaseMs / 3 && !(await isOurs())) throw new RowLost();
    },
    get heldAt() {
      return heldAt;
    },
    release: () => clearInterval(timer),
  };
}
