/** The database cannot be used; the message is one sentence for the operator that says what to do. Never holds a password. */
export class DatabaseError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DatabaseError';
  }
}

/** Turns what the driver says about a server that cannot be used into such a sentence; anything else is returned as it was. */
export function explainServerError(error: unknown, url: URL): unknown {
  const { code, message } = asDriverError(error);
  const place = `${url.hostname || 'the local socket'}:${url.port || '5432'}`;
  const name = decodeURIComponent(url.pathname.slice(1));
  const explain = (text: string) => new DatabaseError(text, { cause: error });
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return explain(`No PostgreSQL answers at ${place}: start it, or correct DATABASE_URL.`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return explain(`The host ${url.hostname} of DATABASE_URL is not known: correct it.`);
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return explain(`PostgreSQL at ${place} does not answer: check the network and DATABASE_URL.`);
    case '28P01':
    case '28000':
      return explain(
        `PostgreSQL at ${place} refuses the user ${decodeURIComponent(url.username)}: correct user or password in DATABASE_URL.`,
      );
    case '3D000':
      return explain(`PostgreSQL at ${place} has no database ${name}: create it with \`createdb ${name}\`.`);
    case '57P03':
      return explain(`PostgreSQL at ${place} is still starting, or being stopped: try again in a moment.`);
    case '53300':
      return explain(`PostgreSQL at ${place} has no free connection: raise max_connections, or stop another program that uses it.`);
  }
  if (/timeout|terminated/i.test(message)) return explain(`PostgreSQL at ${place} does not answer: check the network and DATABASE_URL.`);
  return error;
}

function asDriverError(error: unknown): { code: string; message: string } {
  // Node reports a host with several addresses as an AggregateError without a message.
  const one = error instanceof AggregateError ? error.errors[0] : error;
  const { code = '', message = '' } = one as { code?: string; message?: string };
  return { code, message };
}
