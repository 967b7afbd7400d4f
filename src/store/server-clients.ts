import pg from 'pg';

/**
 * Speaks UTC, for the driver adapter drops the offset of an instant (G-10). Said as a parameter of its own, which a pooler keeps with the
 * client, and not among the `options`, which most of them refuse.
 */
export class UtcClient extends pg.Client {
  getStartupConf(): Record<string, string> {
    const { getStartupConf } = pg.Client.prototype as unknown as { getStartupConf(): Record<string, string> };
    return { ...getStartupConf.call(this), TimeZone: 'UTC' };
  }
}

interface Statement {
  text?: string;
  values?: unknown[];
  name?: string | undefined;
}

type Send = (query: unknown, ...rest: unknown[]) => unknown;

/** Behind a pooler of transactions the next statement may meet a session that does not know its name. */
export class NamelessClient extends UtcClient {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const send = this.query.bind(this) as Send;
    const nameless: Send = (query, ...rest) => send(isStatement(query) && query.name ? { ...query, name: undefined } : query, ...rest);
    this.query = nameless as typeof this.query;
  }
}

/**
 * Clients of one pool, which give each statement a name when it comes again: the server parses and plans it once in a session, which
 * otherwise costs about as much as carrying it out.
 */
export function createNamingClient(): typeof pg.Client {
  const names = createNames();
  return class extends UtcClient {
    constructor(config?: pg.ClientConfig) {
      super(config);
      const send = this.query.bind(this) as Send;
      const naming: Send = (query, ...rest) => {
        const [values, ...others] = rest;
        if (typeof query === 'string')
          return Array.isArray(values)
            ? sendNamed(names, send, { text: query, values: values as unknown[] }, others)
            : send(query, ...rest);
        return isStatement(query) && !query.name ? sendNamed(names, send, query, rest) : send(query, ...rest);
      };
      this.query = naming as typeof this.query;
    }
  };
}

function isStatement(query: unknown): query is Statement {
  return typeof query === 'object' && query !== null && !('submit' in query);
}

function sendNamed(names: Names, send: Send, statement: Statement, rest: readonly unknown[]): unknown {
  const { text, values } = statement;
  const name = text && values?.length ? names.of(text) : undefined;
  if (!text || !name) return send(statement, ...rest);
  const last = rest.at(-1);
  if (typeof last === 'function') {
    const callback = last as (error: unknown, result: unknown) => void;
    const watched = (error: unknown, result: unknown) => {
      names.forgetStale(text, error);
      callback(error, result);
    };
    return send({ ...statement, name }, ...rest.slice(0, -1), watched);
  }
  const result = send({ ...statement, name }, ...rest) as Promise<unknown>;
  result.catch((error: unknown) => names.forgetStale(text, error));
  return result;
}

/** More different statements than the program has. What is beyond, such as lists of many lengths, is planned each time. */
const maxNames = 400;
const featureNotSupported = '0A000';

type Names = ReturnType<typeof createNames>;

/** The name of each text that has come twice, the same in all sessions of a pool; none for those that have come once. */
function createNames() {
  const names = new Map<string, string | undefined>();
  let given = 0;
  return {
    of(text: string): string | undefined {
      const known = names.get(text);
      if (known) return known;
      const isNew = !names.has(text);
      if (isNew && names.size >= maxNames) return undefined;
      const name = isNew ? undefined : `s${++given}`;
      names.set(text, name);
      return name;
    },
    /** A newer program has changed a table while this one runs: sessions refuse what they planned before, and are asked under a new name. */
    forgetStale(text: string, error: unknown): void {
      if ((error as { code?: string } | null)?.code === featureNotSupported) names.set(text, undefined);
    },
  };
}
